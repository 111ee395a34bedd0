import Diagnostics
import JSON

extension SourceSpan {
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("column", start.column)
        writer.member("end_column", end.column)
        writer.member("end_line", end.line)
        writer.member("file", file)
        writer.member("line", start.line)
        writer.endObject()
    }

    init(_ node: JSONNode) throws(JSONFault) {
        try node.expectObject()
        self.init(
            file: try node.text("file"),
            start: SourcePosition(line: try node.count("line"), column: try node.count("column")),
            end: SourcePosition(line: try node.count("end_line"), column: try node.count("end_column"))
        )
    }

    /// The span of a member that may be missing.
    init?(in node: JSONNode, _ name: String) throws(JSONFault) {
        guard let place = node[name] else { return nil }
        try self.init(place)
    }
}

extension JSONWriter {
    /// Writes a member that is a place in a source file; nothing at all for nil.
    mutating func member(_ name: String, _ span: SourceSpan?) {
        guard let span else { return }
        key(name)
        span.write(to: &self)
    }
}

extension Diagnostic {
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("fix", fix)
        if hidesSource { writer.member("hides_source", true) }
        writer.member("label", label)
        writer.member("message", message)
        writer.member("notes", each: notes) { writer, note in
            writer.beginObject()
            writer.member("message", note.message)
            writer.member("source", note.span)
            writer.endObject()
        }
        writer.member("rule", rule)
        writer.member("severity", severity.rawValue)
        writer.member("source", span)
        writer.endObject()
    }

    init(_ node: JSONNode) throws(JSONFault) {
        try node.expectObject()
        self.init(
            try node.named("severity", Severity.self),
            rule: try node.text("rule"),
            try node.text("message"),
            at: try SourceSpan(in: node, "source"),
            label: try node.optionalText("label"),
            fix: try node.optionalText("fix"),
            notes: try node.list("notes") { note throws(JSONFault) in
                try note.expectObject()
                return Note(try note.text("message"), at: try SourceSpan(in: note, "source"))
            }
        )
        hidesSource = try node.flag("hides_source")
    }
}
