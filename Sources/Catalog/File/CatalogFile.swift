public import Hosts
import JSON

/// The file form of a catalog, version 1: canonical JSON with one line a row, made for `git diff`.
///
/// A member that is absent has its default: nil, an empty list, or what `CatalogTable` says. Prices are decimal strings
/// in the file's currency per hour, a disk's per GiB and hour; one that is not known is absent, and zero is an error.
public enum CatalogFile {
    /// The version written and read.
    public static let formatVersion = 1

    /// Reads a catalog and checks it whole.
    /// - Parameters:
    ///   - bytes: the file.
    ///   - path: how messages name it.
    ///   - provider: the cloud it must be of; nil for any.
    /// - Throws: all findings, each with its line, list and row: unknown members, wrong types, zero prices, zones of no
    ///   region, GPU types that are not listed, duplicate and unsorted rows.
    public static func read(
        _ bytes: [UInt8], path: String, provider: ProviderID? = nil
    ) throws(CatalogFault) -> CatalogTable {
        let root: JSONNode
        do throws(JSONFault) {
            root = try JSONDocument(parsing: bytes, maxDepth: 8).root
        } catch {
            throw CatalogFault(error, in: bytes, path: path)
        }
        var reader = CatalogReader(path: path, provider: provider)
        reader.read(root)
        guard reader.notes.findings.isEmpty else {
            throw CatalogFault(findings: reader.notes.findings, isCut: reader.notes.isFull)
        }
        return reader.table
    }

    /// The file of a table: the same table always gives the same bytes.
    public static func write(_ table: CatalogTable) -> [UInt8] { CatalogWriter(table).finish() }
}
