public import Planning

/// A plan for programs: the same document as the saved plan file, so that there is one form to know.
public enum PlanJSON {
    /// Pretty canonical JSON with the digest that `apply --expect` takes, ended by a line feed.
    public static func text(_ plan: Plan) -> String { String(decoding: PlanFile.encode(plan), as: UTF8.self) }
}
