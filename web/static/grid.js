// Only adds: the fields of a table as in a spreadsheet. Arrows, Enter and Tab go from cell to cell, a
// block copied from a spreadsheet goes into the cells from where one stands, and is taken back by
// Ctrl+Z. Everything can be typed and reached without it.
"use strict";
// A form without rows has no words for them.
for (const { dataset: words } of document.querySelectorAll("#grid-words")) {
  const CELL = "td > input:not([type=hidden]), td > textarea";
  const note = document.getElementById("grid-said");
  const done = [], undone = [];
  let entered = null, before = "";

  // Columns are told apart by what the names of their fields begin with.
  const columnOf = (cell) => cell.name.split("-")[0];
  const readGrid = (table) => {
    const rows = [...table.querySelectorAll("tbody tr")]
      .map((row) => [...row.querySelectorAll(CELL)].filter((cell) => !cell.disabled && !cell.readOnly))
      .filter((cells) => cells.length);
    const widest = rows.reduce((most, cells) => (cells.length > most.length ? cells : most), []);
    const columns = widest.map(columnOf);
    return rows.map((cells) => columns.map((name) => cells.find((cell) => columnOf(cell) === name)));
  };
  const locate = (grid, cell) => {
    const row = grid.findIndex((cells) => cells.includes(cell));
    return [row, row < 0 ? -1 : grid[row].indexOf(cell)];
  };

  const enter = (cell) => {
    cell.focus();
    cell.select();
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  const walk = (grid, row, column, step) => {
    for (let next = row + step; grid[next]; next += step) if (grid[next][column]) return grid[next][column];
    return null;
  };
  // Tab stops at what is to be answered in the head of a row too.
  const inOrder = (table, cell, step) => {
    const stops = [...table.querySelectorAll(`${CELL}, th textarea`)].filter((each) => !each.disabled && !each.readOnly);
    return stops[stops.indexOf(cell) + step] ?? null;
  };

  // Where the cell was entered and nothing typed since, arrows leave it; else they move in its text
  // until they come to its end.
  const isWhole = (cell) => cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
  const isAt = (cell, end) => isWhole(cell) || (cell.selectionStart === end && cell.selectionEnd === end);
  const isFlat = (cell) => cell.localName === "input" || cell.clientHeight < 2.6 * parseFloat(getComputedStyle(cell).fontSize);

  const ARROWS = {
    ArrowUp: (grid, cell, [row, column]) => (isFlat(cell) || isAt(cell, 0)) && walk(grid, row, column, -1),
    ArrowDown: (grid, cell, [row, column]) =>
      (isFlat(cell) || isAt(cell, cell.value.length)) && walk(grid, row, column, 1),
    ArrowLeft: (grid, cell, [row, column]) => isAt(cell, 0) && (grid[row].slice(0, column).findLast(Boolean) ?? beside(cell)),
    ArrowRight: (grid, cell, [row, column]) => isAt(cell, cell.value.length) && grid[row].slice(column + 1).find(Boolean),
  };
  // What else of a row can be reached: its codes and its rule, left of its first cell.
  const beside = (cell) => [...cell.closest("tr").querySelectorAll("th a, th summary, th textarea")].at(-1);

  const go = (event, target) => {
    if (!target) return;
    event.preventDefault();
    if (target.matches(CELL)) enter(target);
    else target.focus();
  };

  const press = (event, table) => {
    const cell = event.target;
    // While characters are being composed, the keys belong to the input method.
    if (!cell.matches?.(CELL) || event.isComposing || event.keyCode === 229) return;
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && /^[zy]$/i.test(event.key)) {
      const again = event.key.toLowerCase() === "y" || event.shiftKey;
      if (again ? change(undone, done, 1) : change(done, undone, 0)) event.preventDefault();
      return;
    }
    const grid = readGrid(table), place = locate(grid, cell);
    if (place[0] < 0) return;
    if (ARROWS[event.key] && plain && !event.shiftKey) go(event, ARROWS[event.key](grid, cell, place));
    else if (event.key === "Enter" && event.altKey && cell.localName === "textarea") {
      event.preventDefault();
      cell.setRangeText("\n", cell.selectionStart, cell.selectionEnd, "end");
      tell(cell);
    } else if (event.key === "Enter" && plain) {
      // Never sends the form from the middle of it; below the last row stands the button.
      event.preventDefault();
      go(event, walk(grid, ...place, event.shiftKey ? -1 : 1) ?? (event.shiftKey ? null : cell.form.querySelector(".primary")));
    } else if (event.key === "Tab" && plain) go(event, inOrder(table, cell, event.shiftKey ? -1 : 1));
    else if (event.key === "F2") {
      event.preventDefault();
      cell.setSelectionRange(cell.value.length, cell.value.length);
    } else if (event.key === "Escape" && entered === cell && cell.value !== before) {
      event.preventDefault();
      put(cell, before);
      cell.select();
    }
  };

  const tell = (cell) => cell.dispatchEvent(new Event("input", { bubbles: true }));
  const put = (cell, text) => {
    cell.value = text;
    tell(cell);
  };
  // Takes the last block back, or brings it again, as long as nothing was typed over it.
  const change = (from, to, which) => {
    const last = from.at(-1);
    if (!last || !last.every(({ cell, texts }) => cell.value === texts[1 - which])) return false;
    for (const { cell, texts } of last) put(cell, texts[which]);
    to.push(from.pop());
    say(which ? words.again : words.back);
    enter(last[0].cell);
    return true;
  };
  const say = (text, mayUndo = false) => {
    note.replaceChildren(text);
    if (!mayUndo) return;
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: words.undo });
    button.addEventListener("click", () => change(done, undone, 0));
    note.append(" ", button);
  };

  // The text of a spreadsheet: tabs and line ends between cells; a cell that holds one of them, or a
  // quotation mark, stands in quotation marks.
  const split = (text) => {
    const rows = [[""]];
    let quoted = false;
    for (let at = 0; at < text.length; at += 1) {
      const sign = text[at], cells = rows.at(-1);
      if (quoted && sign === '"' && text[at + 1] === '"') at += 1, (cells[cells.length - 1] += sign);
      else if (quoted && sign === '"') quoted = false;
      else if (quoted) cells[cells.length - 1] += sign;
      else if (sign === '"' && cells.at(-1) === "" && closes(text, at)) quoted = true;
      else if (sign === "\t") cells.push("");
      else if (sign === "\n") rows.push([""]);
      else cells[cells.length - 1] += sign;
    }
    if (rows.length > 1 && rows.at(-1).join("") === "") rows.pop();
    return rows;
  };
  // A quotation mark begins a cell only where another one ends it: an inch is no cell.
  const closes = (text, at) => /^"(?:[^"]|"")*"(?=\t|\n|$)/.test(text.slice(at));

  const paste = (event, table) => {
    const cell = event.target, given = event.clipboardData;
    if (!cell.matches?.(CELL) || !given) return;
    const text = given.getData("text/plain").replace(/\r\n?/g, "\n");
    // Lines without a tab may be one text: those of a spreadsheet come as a table too.
    const isTable = /<(table|td)\b/i.test(given.getData("text/html")) || text.includes("\t");
    const rows = isTable || cell.localName === "input" ? split(text) : [[text]];
    if (!isTable && (rows.length < 2 || cell.localName !== "input")) return;
    event.preventDefault();
    const block = rows.map((cells) => cells.map((each) => each.trim()));
    if (block.length === 1 && block[0].length === 1) {
      cell.setRangeText(block[0][0], cell.selectionStart, cell.selectionEnd, "end");
      tell(cell);
      return;
    }
    spread(readGrid(table), cell, block);
  };
  const spread = (grid, cell, block) => {
    const [row, column] = locate(grid, cell), step = [];
    let left = 0;
    block.forEach((cells, down) => cells.forEach((text, right) => {
      const target = grid[row + down]?.[column + right];
      if (target) step.push({ cell: target, texts: [target.value, clean(target, text)] });
      else if (text) left += 1;
    }));
    for (const each of step) put(each.cell, each.texts[1]);
    // What a field made of it counts: one of one line has no line ends.
    for (const each of step) each.texts[1] = each.cell.value;
    done.push(step);
    undone.length = 0;
    const told = words.pasted.replace("#", step.length);
    say(left ? `${told} ${words.left.replace("#", left)}` : told, true);
  };
  // Spreadsheets group digits; a field of numbers takes them without.
  const clean = (cell, text) =>
    cell.inputMode === "decimal" && /^[-+]?\d{1,3}([,，]\d{3})+(\.\d+)?$/.test(text) ? text.replace(/[,，]/g, "") : text;

  for (const table of document.querySelectorAll("table[data-grid]")) {
    table.addEventListener("keydown", (event) => press(event, table));
    table.addEventListener("paste", (event) => paste(event, table));
    table.addEventListener("focusin", (event) => {
      entered = event.target;
      before = event.target.value ?? "";
    });
  }
}
