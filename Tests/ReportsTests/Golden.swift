import Files
import Testing

/// Compares a text with the file `Tests/Golden/reports/<name>`; with `UPDATE_GOLDEN=1` the file is written instead.
func expectGolden(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let tests = FileSystem.folder(of: FileSystem.folder(of: #filePath))
    let folder = "\(tests)/Golden/reports"
    let path = "\(folder)/\(name)"
    if CurrentProcess.environment("UPDATE_GOLDEN") == "1" {
        try FileSystem.makeFolder(folder)
        try FileSystem.remove(path)
        try Descriptor(path, .createNew).write(Array(text.utf8))
    }
    let expected = String(decoding: try FileSystem.read(path), as: UTF8.self)
    #expect(text == expected, sourceLocation: sourceLocation)
}
