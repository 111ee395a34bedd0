import Diagnostics
import Hosts
import JSON

extension Question {
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("answers", strings: answers)
        writer.member("code", code.rawValue)
        writer.member("host", host)
        writer.member("text", text)
        writer.endObject()
    }

    init(_ node: JSONNode) throws(JSONFault) {
        try node.expectObject()
        self.init(
            host: try node.text("host"), try node.named("code", Code.self), try node.text("text"),
            answers: try node["answers"]?.expectStrings() ?? [])
    }
}

extension Refusal {
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("code", code.rawValue)
        writer.member("flag", flag)
        writer.member("host", host)
        writer.member("text", text)
        writer.endObject()
    }

    init(_ node: JSONNode) throws(JSONFault) {
        try node.expectObject()
        self.init(
            try node.named("code", Code.self), host: try node.optionalText("host"), try node.text("text"),
            flag: try node.optionalText("flag"))
    }
}

extension KeptHost {
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("host", host)
        writer.member("instead", instead.rawValue)
        writer.member("text", text)
        writer.endObject()
    }

    init(_ node: JSONNode) throws(JSONFault) {
        try node.expectObject()
        self.init(
            host: try node.text("host"), instead: try node.named("instead", Step.Action.self), try node.text("text"))
    }
}

extension DriftItem {
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("applied", applied)
        writer.member("field", field)
        writer.member("host", host)
        writer.member("observed", observed)
        writer.endObject()
    }

    init(_ node: JSONNode) throws(JSONFault) {
        try node.expectObject()
        self.init(
            host: try node.text("host"), field: try node.text("field"), applied: try node.optionalText("applied"),
            observed: try node.optionalText("observed"))
    }
}

extension PendingChange {
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("field", field)
        writer.member("host", host)
        writer.member("source", source)
        writer.endObject()
    }

    init(_ node: JSONNode) throws(JSONFault) {
        try node.expectObject()
        self.init(
            host: try node.text("host"), field: try node.text("field"), source: try SourceSpan(in: node, "source"))
    }
}

extension Orphan {
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("foreign", foreign)
        writer.member("id", id)
        writer.member("kind", kind.rawValue)
        writer.key("mark")
        mark.write(to: &writer)
        writer.member("provider", provider.rawValue)
        writer.endObject()
    }

    init(_ node: JSONNode) throws(JSONFault) {
        try node.expectObject()
        self.init(
            kind: try node.named("kind", Kind.self), provider: try node.named("provider", ProviderID.self),
            id: try node.text("id"), mark: try HostMark(node.member("mark")),
            foreign: try node.member("foreign").expectBool())
    }
}
