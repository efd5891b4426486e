-- Question: what was imported, file by file?
-- Grain:    one row per file of an import, in the order of imports and files.
-- Params:   none.
-- Units:    rows.
SELECT i.import_id, i.imported_at, i.made_up, i.settings,
       f.file, f.sha256, f.table_name, f.rows_read, f.accepted, f.refused, f.already_there
FROM imports i
LEFT JOIN import_files f USING (import_id)
ORDER BY i.import_id, f.file_id, f.table_name
