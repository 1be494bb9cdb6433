"""What somebody types who tries to make a page do something."""

MARKUP = (
    *("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "'><svg/onload=alert(1)>"),
    *("</textarea><b>", "</title><script>", "</option></select><i>", "<!--", "-->", "]]>"),
    *("{{7*7}}", "{% raw %}", "${7*7}", "%(name)s", "%s", "&lt;b&gt;", "&amp;", "&#60;b&#62;"),
    *('" autofocus onfocus="alert(1)', "' onmouseover='alert(1)", "javascript:alert(1)"),
    *('<a href="javascript:alert(1)">', "<base href=//evil>", "<style>@import", "</bdi><u>"),
    *('<iframe srcdoc="<b>">', "`", '\\"', "<?php", "<ｓcript>", "<x y=1 z>", "<form action=/x>"),
    *("</script>", "</style>", "<link rel=x>", "<meta http-equiv=refresh>", "<svg><a x=y>", "<0"),
)
FULL_WIDTH = {ord(mark): ord(mark) + 0xFEE0 for mark in "<>\"'&{}%$`\\"}
"""The signs of markup as their twins in full width, which make no element."""
LONGEST = 180


def pack(payloads: tuple[str, ...]) -> list[str]:
    """Put the payloads into as few texts as fit into a title."""
    texts = [""]
    for payload in payloads:
        joined = f"{texts[-1]} {payload}".strip()
        texts = [*texts[:-1], joined] if len(joined) <= LONGEST else [*texts, payload]
    return texts
