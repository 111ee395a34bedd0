public import Applying
public import Diagnostics
import Hosts
import Planning

/// The progress of an apply on a terminal: one repainted line for each running host, and a count.
///
/// Pure: the caller passes events and time, writes what `repaint` returns, and remembers how many lines the last frame
/// had. Must not be used on a stream that is no terminal.
public struct LiveProgress: Sendable {
    /// Written before the first frame: hides the cursor.
    public static let begin = "\u{1B}[?25l"
    /// Written after the last frame, and on every way out: shows the cursor.
    public static let end = "\u{1B}[?25h"

    private let total: Int
    private var clock = StepClock()
    private var done = 0
    private var failed = 0
    private var skipped = 0
    private var isInterrupted = false

    /// Nothing runs yet.
    /// - Parameter total: steps of the plan.
    public init(total: Int) { self.total = total }

    /// Takes an event.
    /// - Returns: lines that shall stay, to be written above the next frame; without line feeds.
    public mutating func lines(for event: ApplyEvent, at now: Duration) -> [String] {
        clock.note(event, at: now)
        switch event {
        case .finished(let result):
            switch result.outcome {
            case .done: done += 1
            case .failed, .unknown: failed += 1
            case .skipped: skipped += 1
            }
        case .interrupted: isInterrupted = true
        case .started, .calling, .waiting: return []
        case .settled, .outOfStock: break
        }
        return [ProgressWords.sentence(event)]
    }

    /// The lines of a frame: running hosts in the order they began, and a count; never more lines than fit below the
    /// cursor, and never a line that wraps.
    public func frame(at now: Duration, style: Style, width: Int, height: Int) -> [String] {
        guard done + failed + skipped < total || !clock.running.isEmpty else { return [] }
        let room = max(0, height - 2)
        var shown = clock.running.count
        var more: [String] = []
        if shown > room {
            shown = max(0, room - 1)
            if room > 0 { more = ["  … and \(clock.running.count - shown) more"] }
        }
        let rows: [[Table.Cell]] = clock.running.prefix(shown).map { running in
            var doing = running.step.action.doing.lowercased()
            if let call = running.call, running.step.calls.count > 1 {
                doing += ": \(ProgressWords.part(call, of: running.step))"
            }
            return [
                Table.Cell(running.step.host), Table.Cell(doing), Table.Cell((now - running.began).spoken),
                Table.Cell(running.note ?? ""),
            ]
        }
        let table = Table([.init(""), .init(""), .init("", .right), .init("")], rows: rows)
        // One column is left free: some terminals wrap as soon as the last one is written.
        let usable = max(1, width - 1)
        let lines = table.text(style: .plain, indent: 2).split(separator: "\n").map {
            Shown.cut(String($0), to: usable)
        }
        return lines + more.map { Shown.cut($0, to: usable) } + [style.dim(Shown.cut(count, to: usable))]
    }

    private var count: String {
        var parts = ["\(done) of \(total) done"]
        if failed > 0 { parts.append("\(failed) failed") }
        if skipped > 0 { parts.append("\(skipped) not begun") }
        parts.append("\(clock.running.count) running")
        return parts.joined(separator: ", ") + (isInterrupted ? "; finishing what is in flight" : "")
    }

    /// The text that takes the last frame away, writes lines that stay, and draws the next frame.
    /// - Parameter erasing: lines of the last frame, with the cursor on the line below it.
    public static func repaint(erasing: Int, above: [String], frame: [String]) -> String {
        let up = erasing > 0 ? "\r\u{1B}[\(erasing)A\u{1B}[J" : ""
        return up + (above + frame).map { $0 + "\n" }.joined()
    }
}
