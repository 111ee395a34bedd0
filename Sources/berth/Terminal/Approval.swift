import Files
import Hosts
import Planning

/// Asks a person whether a plan may be carried out.
struct Approval {
    let console: Console
    /// Whether `--auto-approve` was given.
    let isGiven: Bool
    /// Whether no question may be asked.
    let noInput: Bool

    /// Returns when the plan is approved.
    /// - Parameter command: the whole command that would approve it, for runs without a terminal.
    /// - Throws: `refused` if it is not.
    func require(for steps: [Step], mode: PlanRequest.Mode, command: String) throws(Failure) {
        if isGiven { return }
        guard !noInput, Terminal.canAsk else {
            throw Failure(
                .refused,
                "this plan needs an approval, and there is no terminal to ask at\n"
                    + "To approve it, run:  \(command)")
        }
        let removed = steps.count { $0.removesHost }
        if removed > 0 {
            try askForCount(removed, isDestroy: mode == .destroy)
        } else {
            try askForYes()
        }
    }

    private func askForYes() throws(Failure) {
        let question = """

            Do you want to perform these actions?
              Only 'yes' will be accepted to approve.

              Enter a value: 
            """
        guard Terminal.ask(question) == "yes" else { throw declined }
    }

    /// A removal is approved by the number of hosts that go, so that a habit of typing `yes` removes nothing.
    private func askForCount(_ count: Int, isDestroy: Bool) throws(Failure) {
        let what = "\(count) \(count == 1 ? "host goes" : "hosts go"). There is no undo."
        let question = """

            \(isDestroy ? "Do you really want to destroy?" : "Do you want to perform these actions?")
              \(what)
              Type the number of hosts that go to approve.

              Enter a value: 
            """
        guard Terminal.ask(question) == String(count) else { throw declined }
    }

    private var declined: Failure { Failure(.refused, "not approved; nothing was changed") }
}
