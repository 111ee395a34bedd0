import Foundation
import Hosts
import Records
import Testing

/// One thing to do to a fleet, at whose every point the program is killed.
struct CrashCase: Sendable, CustomTestStringConvertible {
    let name: String
    /// The specs that stand before it; nil for an empty folder.
    var before: String?
    /// Commands that bring the fleet from there to where the case begins.
    var preparing: [String] = ["apply --auto-approve"]
    /// The specs it is about.
    let after: String
    /// The command that is killed.
    var command = "apply --auto-approve"
    /// Status of each host at the end.
    let outcome: [String: HostStatus]

    var testDescription: String { name }

    private static func spec(_ hosts: String) -> String {
        "fleet: crash\ndefaults: {provider: local, cpu: 2}\nhosts:\n\(hosts)"
    }

    private static let disk = "  a-1: {disk_gb: 50}\n"

    static let all: [CrashCase] = [
        CrashCase(name: "create", after: spec(disk), outcome: ["a-1": .running]),
        CrashCase(
            name: "create-three", after: spec("  a-{1..3}: {disk_gb: 50}\n"),
            outcome: ["a-1": .running, "a-2": .running, "a-3": .running]),
        CrashCase(
            name: "delete", before: spec(disk + "  b-1: {disk_gb: 10}\n"), after: spec(disk), outcome: ["a-1": .running]
        ),
        CrashCase(
            name: "resize", before: spec(disk), after: spec("  a-1: {disk_gb: 50, cpu: 4}\n"),
            outcome: ["a-1": .running]),
        CrashCase(
            name: "stop", before: spec(disk), after: spec("  a-1: {disk_gb: 50, power: stopped}\n"),
            outcome: ["a-1": .stopped]),
        CrashCase(
            name: "start", before: spec("  a-1: {disk_gb: 50, power: stopped}\n"), after: spec(disk),
            outcome: ["a-1": .running]),
        CrashCase(
            name: "replace", before: spec(disk), after: spec("  a-1: {disk_gb: 50, image: debian-12}\n"),
            outcome: ["a-1": .running]),
        CrashCase(
            name: "replace-stopped", before: spec("  a-1: {disk_gb: 50, power: stopped}\n"),
            after: spec("  a-1: {disk_gb: 50, power: stopped, image: debian-12}\n"), outcome: ["a-1": .stopped]),
        CrashCase(
            name: "update", before: spec(disk), after: spec("  a-1: {disk_gb: 50, labels: {tier: front}}\n"),
            outcome: ["a-1": .running]),
        CrashCase(
            name: "grow", before: spec(disk), after: spec("  a-1: {disk_gb: 80}\n"), outcome: ["a-1": .running]),
        CrashCase(
            name: "rename", before: spec(disk), after: spec("  z-1: {disk_gb: 50, renamed_from: a-1}\n"),
            outcome: ["z-1": .running]),
        CrashCase(
            name: "restart", before: spec(disk), after: spec(disk), command: "restart a-1 --auto-approve",
            outcome: ["a-1": .running]),
        CrashCase(
            name: "destroy", before: spec("  a-{1..3}: {disk_gb: 50}\n"), after: spec("  a-{1..3}: {disk_gb: 50}\n"),
            command: "destroy --auto-approve", outcome: [:]),
        CrashCase(
            name: "several", before: spec("  a-1: {disk_gb: 50}\n  b-1: {disk_gb: 10}\n  c-1: {}\n"),
            after: spec("  a-1: {disk_gb: 50, cpu: 4}\n  c-1: {power: stopped}\n  d-1: {disk_gb: 20}\n"),
            outcome: ["a-1": .running, "c-1": .stopped, "d-1": .running]),
    ]
}
