"""The log: entries, chain, tips, receipts and the wire form of a run; pure, with final formats."""
