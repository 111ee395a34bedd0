import CatalogStore
import Files
import Hosts
import JSON
import Providers
import Records

/// Why a command ends without its answer: words for people and an exit code for scripts.
struct Failure: Error, CustomStringConvertible {
    /// The exit code.
    var status: ExitStatus
    /// What is wrong and what to do; the first line stands behind `error:`.
    var message: String

    init(_ status: ExitStatus = .failure, _ message: String) {
        self.status = status
        self.message = message
    }

    /// Everything was said already: only the exit code is left.
    static func silent(_ status: ExitStatus) -> Failure { Failure(status, "") }

    /// A failure of the records, with its code.
    init(_ error: RecordsError) {
        let status: ExitStatus =
            switch error {
            case .locked: .locked
            case .planConsumed, .changedUnderneath: .stalePlan
            case .saveFailed: .partial
            default: .failure
            }
        self.init(status, error.description)
    }

    /// Credentials that are missing, or that a cloud did not take: names where they are looked for, whatever the cloud's
    /// own words are.
    init(refused error: ProviderError) {
        let places = ProviderTable.credentialPlaces(of: error.provider)
        let isNamed = places.contains { error.message.contains($0) }
        let check = isNamed || places.isEmpty ? "" : "; check \(places.joined(separator: " or "))"
        self.init(.credentials, "\(error)\(check); `berth doctor` tells what the account may do")
    }

    /// A failure of a catalog, with its code: a file that is wrong is like a spec that is wrong.
    init(_ fault: CatalogStoreFault) {
        switch fault {
        case .file, .shrunk, .unsound: self.init(.failure, fault.description)
        case .malformed, .unlocked: self.init(.invalidSpec, fault.description)
        case .busy: self.init(.locked, fault.description)
        }
    }

    /// Any error, with the code of its kind.
    init(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as RecordsError: self.init(error)
        case let fault as CatalogStoreFault: self.init(fault)
        case let error as FileError: self.init(.failure, error.description)
        case let error as ProviderError where error.kind == .auth: self.init(refused: error)
        case let error as ProviderError: self.init(.failure, error.description)
        default: self.init(.bug, "\(error)")
        }
    }

    var description: String { message }

    /// The failure as JSON, for runs whose answer is JSON.
    var json: JSONValue {
        .object([
            "format_version": .string("1.0"),
            "error": .object(["message": .string(message), "exit_code": .int(status.rawValue)]),
        ])
    }
}
