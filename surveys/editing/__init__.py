"""The instrument as HR works with it: drafts, the editor, what differs, import and export."""
