public import Diagnostics
public import Planning

/// A plan for people: each step with its fields, what else there is to know, and the summary.
///
/// Only what changes is told: a plan of 100,000 hosts that all are as they should be is two lines.
public enum PlanText {
    /// The plan as text, ended by a line feed. Linear in what there is to tell.
    /// - Parameters:
    ///   - plan: the plan; steps and sections are drawn in its order.
    ///   - style: colours or none.
    ///   - width: columns of the terminal; a remark that does not fit goes to a line of its own, nothing else is wrapped.
    ///   - texts: spec files by the name that spans use, for quoting the lines that problems point at; may be empty.
    public static func text(
        _ plan: Plan, style: Style, width: Int = 80, texts: [String: SourceText] = [:]
    ) -> String {
        let layout = StepLayout(style: style, width: width)
        var out = ""
        for step in plan.steps {
            let text = StepText(step)
            out += layout.block(heading: text.heading, place: text.place, rows: text.rows)
            out += "\n"
        }
        for section in PlanSections(plan: plan, style: style, texts: texts).all { out += section + "\n" }
        let lines = PlanSummaryText.lines(plan)
        for (index, line) in lines.enumerated() { out += (index == 0 ? style.bold(line) : line) + "\n" }
        return out
    }
}
