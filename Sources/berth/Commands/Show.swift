import ArgumentParser
import Files
import Planning
import Reports

/// `berth show FILE`: prints a saved plan. Asks no cloud and reads no spec.
struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Print a saved plan.",
        discussion: "Whether the plan is stale is not looked at: apply does that, host by host.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var format: FormatOptions

    @Argument(help: ArgumentHelp("A plan saved by `berth plan --out`, or - for standard input.", valueName: "file"))
    var file: String

    func run() async throws {
        let console = try global.begin()
        let plan: Plan
        do {
            plan = try PlanFile.decode(file == "-" ? FileSystem.readStream("/dev/stdin") : FileSystem.read(file))
        } catch let error as FileError {
            throw Failure(.failure, error.description)
        } catch {
            throw Failure(.failure, "\(file): \(error)")
        }
        switch format.format {
        case .text:
            console.answer(PlanText.text(plan, style: console.style, width: console.width ?? 100))
            console.hint("\nDigest: \(PlanFile.digest(of: plan))")
        case .json: console.answer(PlanJSON.text(plan))
        }
    }
}
