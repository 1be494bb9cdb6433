"""Filled forms as files: the case format `bpe-case/1`, read strictly."""
