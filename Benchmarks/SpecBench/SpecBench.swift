import Diagnostics
import Hosts
import Specs

/// Reads one spec file and prints how many hosts it declares.
@main
enum SpecBench {
    static func main() {
        let result = SpecReader().read(paths: Array(CommandLine.arguments.dropFirst()))
        for diagnostic in result.diagnostics { print(diagnostic.message) }
        print(result.fleet.map { String($0.hosts.count) } ?? "no fleet")
    }
}
