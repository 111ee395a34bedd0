import Foundation
import Testing

/// What happens at a terminal: questions, answers, Ctrl-C. Python's pexpect plays the person.
@Suite(.enabled(if: Pexpect.isThere, "needs python3 with pexpect"))
struct TerminalTests {
    @Test(arguments: [
        "said_yes", "said_no", "counted", "asked_beside_redirected_input", "not_asked_when_forbidden",
        "interrupted_at_the_prompt", "interrupted_once", "interrupted_twice", "terminated", "terminal_closed",
        "hang_up_ignored", "live_display",
    ])
    func dialogue(_ name: String) async throws {
        let scratch = try Scratch()
        let folder = try scratch.folder("work")
        let script = Story.root + "/Tests/EndToEndTests/Terminal/dialogues.py"
        let ending = try await Program(
            "/usr/bin/env", ["python3", script, Berth.path.get(), folder.path, name],
            environment: ProcessInfo.processInfo.environment, folder: folder.path
        ).wait()
        #expect(ending.exit == 0, "\(ending)")
    }
}

/// The Python package that plays a terminal.
private enum Pexpect {
    static let isThere: Bool = {
        let python = Process()
        python.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        python.arguments = ["python3", "-c", "import pexpect"]
        python.standardError = FileHandle.nullDevice
        do { try python.run() } catch { return false }
        python.waitUntilExit()
        return python.terminationStatus == 0
    }()
}
