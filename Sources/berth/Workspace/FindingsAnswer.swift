import Diagnostics
import Files
import Hosts
import Reports
import Specs

/// The answer of a command that looks for faults in specs, in the form asked for.
struct FindingsAnswer {
    private let findings: [Diagnostic]
    private let specs: SpecResult
    private let strict: Bool
    private let errors: Int
    private var warnings: Int { findings.count - errors }

    /// - Parameter strict: whether warnings fail, too.
    init(_ findings: [Diagnostic], of specs: SpecResult, strict: Bool) {
        self.findings = findings
        self.specs = specs
        self.strict = strict
        errors = findings.count { $0.severity == .error }
    }

    /// Writes the answer: documents go to standard output, text for people to standard error.
    func give(as format: FindingFormat, on console: Console) {
        switch format {
        case .text:
            console.say(text(console.messageStyle))
            if let praise { console.answer(praise) }
        case .json: console.answer(DiagnosticJSON.report(findings, texts: specs.texts, strict: strict))
        case .sarif:
            console.answer(
                SARIFReport.report(
                    findings, texts: specs.texts, rules: RuleBook.all, root: Self.root,
                    exitCode: Int((isValid ? ExitStatus.success : .invalidSpec).rawValue)))
        case .junit:
            console.answer(
                JUnitReport.text(
                    findings, texts: specs.texts, files: specs.files, blocks: specs.blocks, strict: strict))
        case .github:
            console.answer(GitHubReport.text(findings, root: Self.root))
            console.say(GitHubReport.inert(text(console.messageStyle) + (praise ?? "")))
        }
    }

    /// Ends the command if there are errors, or warnings that were not to be.
    func requireValid(as format: FindingFormat) throws(Failure) {
        guard errors == 0 else {
            throw format == .json
                ? Failure.silent(.invalidSpec)
                : Failure(.invalidSpec, "\(errors) \(errors == 1 ? "error" : "errors") in the specs")
        }
        if !isValid {
            throw Failure(
                .invalidSpec, "\(warnings) \(warnings == 1 ? "warning" : "warnings"), and --strict was given")
        }
    }

    private var isValid: Bool { errors == 0 && (!strict || warnings == 0) }

    private func text(_ style: Style) -> String {
        DiagnosticRenderer.text(findings, texts: specs.texts, style: style)
    }

    private var praise: String? {
        guard isValid, let fleet = specs.fleet else { return nil }
        let files = specs.files.count
        return "Valid: \(fleet.hosts.count) \(fleet.hosts.count == 1 ? "host" : "hosts") of fleet \(fleet.name) in "
            + "\(files) \(files == 1 ? "file" : "files")"
            + (warnings > 0 ? ", \(warnings) \(warnings == 1 ? "warning" : "warnings")" : "") + "."
    }

    /// The working folder, and the folder at or above it that is a git work tree.
    private static var root: ReportRoot {
        let folder = (try? FileSystem.resolve(".")) ?? "/"
        var candidate = folder
        while candidate != "/" {
            if FileSystem.kind(FileSystem.join(candidate, ".git")) != nil {
                return ReportRoot(folder: folder, root: candidate)
            }
            candidate = FileSystem.folder(of: candidate)
        }
        return ReportRoot(folder: folder, root: folder)
    }
}
