import Hosts
import JSON

extension Outcome {
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        HostChange.write(changes, to: &writer)
        if let failure {
            writer.key("error")
            writer.beginObject()
            writer.member("code", failure.code)
            writer.member("kind", failure.kind)
            writer.member("message", failure.message)
            writer.endObject()
        }
        writer.member("intent", intent)
        if let ledger {
            writer.key("ledger")
            ledger.write(to: &writer)
        }
        writer.member("outcome", verdict.rawValue)
        if let runtime {
            writer.key("runtime")
            runtime.write(to: &writer)
        }
        writer.endObject()
    }

    init(_ node: JSONNode) throws(JSONFault) {
        try node.expectObject()
        self.init(
            intent: try node.required(node["intent"], "intent").expectString(),
            verdict: try node.required(node["outcome"], "outcome").expectCase(of: Verdict.self),
            changes: try HostChange.read(node["changes"])
        )
        if let runtime = node["runtime"] { self.runtime = try HostRuntime(runtime) }
        if let ledger = node["ledger"] { self.ledger = try LedgerEvent(ledger) }
        if let error = node["error"] {
            try error.expectObject()
            failure = Failure(
                kind: try error.required(error["kind"], "kind").expectString(),
                code: try error.required(error["code"], "code").expectString(),
                message: try error.required(error["message"], "message").expectString()
            )
        }
    }
}

extension LedgerEvent {
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("action", action)
        writer.member("detail", detail)
        writer.member("host", host)
        writer.member("outcome", outcome)
        writer.member("price", price?.stored)
        writer.member("uid", uid)
        writer.endObject()
    }

    init(_ node: JSONNode) throws(JSONFault) {
        try node.expectObject()
        self.init(
            host: try node.required(node["host"], "host").expectString(),
            uid: try node.required(node["uid"], "uid").expectString(),
            action: try node.required(node["action"], "action").expectString(),
            outcome: try node.required(node["outcome"], "outcome").expectString(),
            detail: try node["detail"]?.expectString()
        )
        if let price = node["price"] { self.price = try Money(price) }
    }
}
