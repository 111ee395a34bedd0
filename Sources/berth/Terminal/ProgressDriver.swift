import Applying
import Diagnostics
import Files
import JSON
import Planning
import Records
import Reports
import Synchronization

/// Draws the progress of a run: a live display on a terminal, plain lines elsewhere, JSON lines when asked for.
///
/// Events come from many tasks; a ticker beside the run keeps times moving and heartbeats coming.
final class ProgressDriver: Sendable {
    private enum Display {
        case silent
        case plain(ProgressLines)
        case live(LiveProgress, drawn: Int)
        case events(EventJSON)
    }

    private let display: Mutex<Display>
    private let console: Console
    private let start = ContinuousClock.now

    init(console: Console, format: RunFormat, steps: Int) {
        self.console = console
        let chosen: Display =
            switch format {
            case .jsonl: .events(EventJSON())
            case .text where console.isLive: .live(LiveProgress(total: steps), drawn: 0)
            case .text where !console.isQuiet: .plain(ProgressLines())
            case .text, .json: .silent
            }
        display = Mutex(chosen)
    }

    /// Whether a display is painted that hides the cursor.
    var isLive: Bool { display.withLock { if case .live = $0 { true } else { false } } }

    /// Takes an event.
    func take(_ event: ApplyEvent) {
        let now = self.now
        display.withLock { display in
            switch display {
            case .silent: break
            case .plain(var lines):
                write(lines.lines(for: event, at: now))
                display = .plain(lines)
            case .live(var live, let drawn):
                let above = live.lines(for: event, at: now)
                display = .live(live, drawn: repaint(live, drawn, above: above, at: now))
            case .events(var events):
                StandardStream.output.write(
                    events.line(for: event, at: now, timestamp: stamp).text(pretty: false) + [0x0A])
                display = .events(events)
            }
        }
    }

    /// Runs a body with the ticker beside it, and leaves the terminal as it was.
    func whileRunning<Value: Sendable>(_ body: @Sendable () async throws -> Value) async throws -> Value {
        begin()
        defer { end() }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [self] in
                while !Task.isCancelled {
                    do { try await Task.sleep(for: .milliseconds(500)) } catch { return }
                    tick()
                }
            }
            defer { group.cancelAll() }
            return try await body()
        }
    }

    /// The last event of a stream.
    func finish(_ report: ApplyReport, _ plan: Plan) {
        let value = EventJSON.summary(report, mode: plan.request.mode, timestamp: stamp)
        StandardStream.output.write(value.text(pretty: false) + [0x0A])
    }

    /// The first events of a stream: the form's version and the plan.
    static func announce(_ plan: Plan) {
        let stamp = Timestamp.now.description
        for value in [EventJSON.version(timestamp: stamp)] + EventJSON.plan(plan, timestamp: stamp) {
            StandardStream.output.write(value.text(pretty: false) + [0x0A])
        }
    }

    private var now: Duration { start.duration(to: .now) }
    private var stamp: String { Timestamp.now.description }

    private func begin() {
        Console.isPainted(isLive)
        display.withLock { if case .live = $0 { StandardStream.error.write(Array(LiveProgress.begin.utf8)) } }
    }

    private func end() {
        defer { Console.isPainted(false) }
        display.withLock { display in
            guard case .live(_, let drawn) = display else { return }
            let clear = LiveProgress.repaint(erasing: drawn, above: [], frame: [])
            StandardStream.error.write(Array((clear + LiveProgress.end).utf8))
            display = .silent
        }
    }

    private func tick() {
        let now = self.now
        display.withLock { display in
            switch display {
            case .silent: break
            case .plain(var lines):
                write(lines.tick(at: now))
                display = .plain(lines)
            case .live(let live, let drawn):
                display = .live(live, drawn: repaint(live, drawn, above: [], at: now))
            case .events(var events):
                for value in events.tick(at: now, timestamp: stamp) {
                    StandardStream.output.write(value.text(pretty: false) + [0x0A])
                }
                display = .events(events)
            }
        }
    }

    private func write(_ lines: [String]) {
        for line in lines { console.say(line) }
    }

    /// Draws a frame and says how many lines it has.
    private func repaint(_ live: LiveProgress, _ drawn: Int, above: [String], at now: Duration) -> Int {
        let size = StandardStream.error.terminalSize ?? (columns: 80, rows: 24)
        let frame = live.frame(at: now, style: console.messageStyle, width: size.columns, height: size.rows)
        StandardStream.error.write(Array(LiveProgress.repaint(erasing: drawn, above: above, frame: frame).utf8))
        return frame.count
    }
}
