// Verify reads what the ledger publishes with golang.org/x/mod/sumdb, which nobody here wrote:
// the signed note, the inclusion of every entry, the growth of the tree, and the tiles.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

type proof struct {
	Index int64
	Entry []byte
	Proof [][]byte
}

type task struct {
	Key, Checkpoint, Earlier, Tiles string
	Growth                          [][]byte
	Proofs                          []proof
}

// files reads tiles from a folder; tlog-tiles leaves the height out of their paths.
type files string

func (folder files) Height() int { return height }

func (folder files) SaveTiles([]tlog.Tile, [][]byte) {}

func (folder files) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range tiles {
		path := strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/", height), "tile/", 1)
		data, err := os.ReadFile(filepath.Join(string(folder), path))
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

// open returns the tree of a checkpoint that the key signed.
func open(written, key string) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return tlog.Tree{}, err
	}
	signed, err := note.Open([]byte(written), note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	_, tree, _ := strings.Cut(signed.Text, "\n")
	return tlog.ParseTree([]byte("go.sum database tree\n" + tree))
}

func hashes(all [][]byte) []tlog.Hash {
	var found []tlog.Hash
	for _, each := range all {
		var hash tlog.Hash
		copy(hash[:], each)
		found = append(found, hash)
	}
	return found
}

func verify(asked task) error {
	tree, err := open(asked.Checkpoint, asked.Key)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	earlier, err := open(asked.Earlier, asked.Key)
	if err != nil {
		return fmt.Errorf("earlier checkpoint: %w", err)
	}
	growth := tlog.TreeProof(hashes(asked.Growth))
	if err := tlog.CheckTree(growth, tree.N, tree.Hash, earlier.N, earlier.Hash); err != nil {
		return fmt.Errorf("growth: %w", err)
	}
	reader := tlog.TileHashReader(tree, files(asked.Tiles))
	for _, each := range asked.Proofs {
		leaf := tlog.RecordHash(each.Entry)
		given := tlog.RecordProof(hashes(each.Proof))
		if err := tlog.CheckRecord(given, tree.N, tree.Hash, each.Index, leaf); err != nil {
			return fmt.Errorf("entry %d: %w", each.Index, err)
		}
		own, err := tlog.ProveRecord(tree.N, each.Index, reader)
		if err != nil {
			return fmt.Errorf("tiles: %w", err)
		}
		if fmt.Sprint(own) != fmt.Sprint(given) {
			return fmt.Errorf("tiles: the proof of entry %d is another", each.Index)
		}
	}
	return replay(asked, tree)
}

// replay builds the tree anew from the entries that the ledger took in.
func replay(asked task, tree tlog.Tree) error {
	var stored []tlog.Hash
	known := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var found []tlog.Hash
		for _, index := range indexes {
			found = append(found, stored[index])
		}
		return found, nil
	})
	path := fmt.Sprintf("tile/entries/000.p/%d", tree.N)
	data, err := os.ReadFile(filepath.Join(asked.Tiles, path))
	if err != nil {
		return fmt.Errorf("entries: %w", err)
	}
	for number := int64(0); number < tree.N; number++ {
		if len(data) < 2 || len(data) < 2+int(data[0])<<8+int(data[1]) {
			return fmt.Errorf("entries: they are cut off")
		}
		end := 2 + int(data[0])<<8 + int(data[1])
		added, err := tlog.StoredHashes(number, data[2:end], known)
		if err != nil {
			return fmt.Errorf("entries: %w", err)
		}
		stored, data = append(stored, added...), data[end:]
	}
	root, err := tlog.TreeHash(tree.N, known)
	if err != nil || root != tree.Hash {
		return fmt.Errorf("entries: their root is %s, %s was signed", root, tree.Hash)
	}
	return nil
}

func main() {
	var asked task
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		fmt.Println("task:", err)
		os.Exit(2)
	}
	if err := verify(asked); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("all holds")
}
