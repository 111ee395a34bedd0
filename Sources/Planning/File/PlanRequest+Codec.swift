import JSON

extension PlanRequest {
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("allowances")
        allowances.write(to: &writer)
        if allowsOutsideFiles { writer.member("allows_outside_files", true) }
        writer.member("mode", mode.word)
        writer.member("recreate", strings: recreate.sorted(by: JSONWriter.keyOrder))
        writer.member("replace", strings: replace.sorted(by: JSONWriter.keyOrder))
        writer.key("scope")
        writer.beginObject()
        writer.member("exclude", strings: scope.exclude.map(\.description))
        writer.member("only", strings: scope.only.map(\.description))
        writer.endObject()
        writer.member("spec_paths", strings: specPaths)
        writer.member("state_folder", stateFolder)
        writer.endObject()
    }

    init(_ node: JSONNode) throws(JSONFault) {
        try node.expectObject()
        let place = try node.member("mode")
        let word = try place.expectString()
        guard let mode = Mode.all.first(where: { $0.word == word }) else {
            throw place.fault("`\(word)` is none of \(Mode.all.map { "`\($0.word)`" }.joined(separator: ", "))")
        }
        let selectors = try node.member("scope")
        func selector(_ node: JSONNode) throws(JSONFault) -> Scope.Selector { .init(try node.expectString()) }
        self.init(
            mode: mode,
            scope: Scope(only: try selectors.list("only", selector), exclude: try selectors.list("exclude", selector)),
            allowances: try Allowances(node.member("allowances")),
            replace: Set(try node["replace"]?.expectStrings() ?? []),
            recreate: Set(try node["recreate"]?.expectStrings() ?? [])
        )
        specPaths = try node["spec_paths"]?.expectStrings() ?? []
        stateFolder = try node["state_folder"]?.expectString()
        allowsOutsideFiles = try node["allows_outside_files"]?.expectBool() ?? false
    }
}

extension PlanRequest.Mode {
    fileprivate static let all: [Self] = [
        .converge, .destroy, .start, .stop, .restart(hard: false), .restart(hard: true),
    ]

    /// The word in plan files.
    fileprivate var word: String {
        switch self {
        case .converge: "converge"
        case .destroy: "destroy"
        case .start: "start"
        case .stop: "stop"
        case .restart(let hard): hard ? "hard_restart" : "restart"
        }
    }
}

extension Allowances {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("data_loss", strings: dataLoss.sorted(by: JSONWriter.keyOrder))
        if let deletes { writer.member("deletes", deletes) }
        writer.member("empty_account", emptyAccount)
        writer.member("empty_specs", emptySpecs)
        writer.member("gpus", gpus)
        writer.member("over_budget", overBudget)
        writer.endObject()
    }

    fileprivate init(_ node: JSONNode) throws(JSONFault) {
        try node.expectObject()
        self.init()
        dataLoss = Set(try node["data_loss"]?.expectStrings() ?? [])
        deletes = try node["deletes"]?.expectInt(0...1_000_000_000)
        emptyAccount = try node.flag("empty_account")
        emptySpecs = try node.flag("empty_specs")
        gpus = try node.flag("gpus")
        overBudget = try node.flag("over_budget")
    }
}
