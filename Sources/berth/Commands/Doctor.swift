import ArgumentParser
import Hosts
import Providers
import Reports

/// `berth doctor`: whether a run could do its work, by looking only.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Check specs, state, credentials and rights, by looking only.",
        discussion: """
            Asks each cloud of the specs and the state what the account may do, by calls that change nothing, and says what \
            to do about what is refused. Tells where credentials are from, never what they are.

            Exit codes: 0 all is well; 8 a cloud's credentials are missing or not taken; 1 something else failed.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var specs: SpecPathOptions
    @OptionGroup var format: FormatOptions

    @Option(help: ArgumentHelp("Check this cloud only, with or without specs.", valueName: "cloud"))
    var provider: String?

    func run() async throws {
        let console = try global.begin()
        let report = try await Checkup(specs: specs, console: console, only: try chosen()).report()
        switch format.format {
        case .text: console.answer(report.text(style: console.style))
        case .json: console.answer(report.json)
        }
        switch report.result {
        case .sound: return
        case .noCredentials: throw Failure.silent(.credentials)
        case .faulty: throw Failure.silent(.failure)
        }
    }

    private func chosen() throws(Failure) -> ProviderID? {
        guard let provider else { return nil }
        let built = ProviderTable.built
        guard let id = ProviderID(rawValue: provider), built.contains(id) else {
            throw Failure(
                .usage, "--provider takes one of \(built.map(\.rawValue).joined(separator: ", ")), not `\(provider)`")
        }
        return id
    }
}
