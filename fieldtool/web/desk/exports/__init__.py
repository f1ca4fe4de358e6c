"""What leaves the hub: files in tiers, tables of counts, paper."""
