import CPluginGuard
import Foundation
import Synchronization

/// Takes what plug-ins print, line by line and bounded, and keeps it apart from what the program itself has to say.
///
/// A process has one, as it has one standard output: of a library in the process and of workers.
public final class PluginLog: Sendable {
    /// That of this process.
    public static let shared = PluginLog()

    /// Where lines go.
    private enum Home {
        /// To standard error at once, the first few of each plug-in.
        case said
        /// Into memory, until it is known where they belong.
        case gathered([(label: String, line: String)])
        /// Into a file, which is made with the first line.
        case file(String, descriptor: Int32?, room: Int)
    }

    private struct State {
        var home = Home.said
        /// Who says lines; nil in a program that has not taken charge of them, whose libraries print as they like.
        var say: (@Sendable (String) -> Void)?
        /// Lines by who printed them, in the order of their first.
        var printed: [(label: String, lines: Int)] = []
        var streams: [PrintedStream] = []
        /// The stream of this process's libraries, and their names.
        var own: (stream: PrintedStream, libraries: [String])?
    }

    private let state = Mutex(State())

    /// Lines of a plug-in that are said at once where there is no file for them.
    private static let mostSaid = 20
    /// Bytes of a file.
    private static let mostKept = 4 << 20
    /// Lines that wait for their file.
    private static let mostGathered = 20_000

    private func said(_ line: String) {
        if let say = state.withLock({ $0.say }) { return say(line) }
        let bytes = Array("\(line)\n".utf8)
        _ = write(program_errors(), bytes, bytes.count)
    }

    // MARK: - Where lines go

    /// Takes charge of what plug-ins print, also of libraries in this process, and says lines so from now on, where they are said at all.
    public func say(by say: @escaping @Sendable (String) -> Void) { state.withLock { $0.say = say } }

    /// Says something of a plug-in that is no line of its own.
    func tell(_ sentence: String) { said(sentence) }

    /// From now on lines wait until it is known where they belong.
    public func gather() {
        state.withLock { state in
            if case .said = state.home { state.home = .gathered([]) }
        }
    }

    /// From now on lines go into this file, those that wait first. A file of that name that is there is removed.
    public func keep(in file: String) {
        state.withLock { state in
            unlink(file)
            guard case .gathered(let waiting) = state.home else {
                state.home = .file(file, descriptor: nil, room: Self.mostKept)
                return
            }
            state.home = .file(file, descriptor: nil, room: Self.mostKept)
            for (label, line) in waiting { Self.put(line, of: label, in: &state) }
        }
    }

    /// Waits for what is on its way, and ends the file.
    /// - Returns: of each plug-in that printed how many lines, and where they are; the first lines themselves where there is no file.
    public func finish() -> [String] {
        settle()
        return state.withLock { state in
            var place = ""
            switch state.home {
            case .said: return []
            case .gathered(let waiting):
                (state.home, state.printed) = (.said, [])
                return waiting.compactMap { Self.take($0.line, of: $0.label, in: &state) }
            case .file(let file, let descriptor, let room):
                if let descriptor { close(descriptor) }
                place = room > 0 ? file : "\(file), which holds the first \(Self.mostKept >> 20) MiB"
            }
            defer { (state.home, state.printed) = (.said, []) }
            return state.printed.map {
                "policy \($0.label) printed \($0.lines == 1 ? "a line" : "\($0.lines) lines"): \(place)"
            }
        }
    }

    /// Takes the lines that wait, with who printed them.
    package func takeGathered() -> [(label: String, line: String)] {
        settle()
        return state.withLock { state in
            guard case .gathered(let waiting) = state.home else { return [] }
            state.home = .gathered([])
            return waiting
        }
    }

    /// Waits until what was printed up to now has arrived.
    private func settle() {
        let (streams, own) = state.withLock { ($0.streams, $0.own?.stream) }
        if let own {
            fflush(nil)
            own.flush()
        }
        for stream in streams { stream.waitForEnd() }
    }

    // MARK: - Who prints

    /// A stream for a process of its own.
    func stream(of label: String) -> PrintedStream? {
        let stream = PrintedStream { [self] line in add(line, of: label) }
        guard let stream else { return nil }
        state.withLock { state in
            state.streams.removeAll { $0.hasEnded }
            state.streams.append(stream)
        }
        return stream
    }

    /// From now on takes what libraries of this process print.
    func takeOwn(of library: String) {
        state.withLock { state in
            guard state.say != nil else { return }
            if state.own != nil {
                if state.own?.libraries.contains(library) == false { state.own?.libraries.append(library) }
                return
            }
            let end = program_streams_set_apart()
            guard end >= 0 else { return }
            let stream = PrintedStream(reading: end) { [self] line in
                let libraries = self.state.withLock { $0.own?.libraries ?? [] }
                add(line, of: libraries.joined(separator: " or "))
            }
            state.own = (stream, [library])
        }
    }

    private func add(_ line: String, of label: String) {
        // Not under the lock: whom it is said to may be slow.
        if let words = state.withLock({ Self.take(line, of: label, in: &$0) }) { said(words) }
    }

    /// - Returns: what is to be said at once.
    private static func take(_ line: String, of label: String, in state: inout State) -> String? {
        if !state.printed.contains(where: { $0.label == label }) { state.printed.append((label, 0)) }
        let place = state.printed.firstIndex { $0.label == label } ?? 0
        state.printed[place].lines += 1
        switch state.home {
        case .said:
            let count = state.printed[place].lines
            if count <= mostSaid { return "policy \(label): \(line)" }
            return count == mostSaid + 1 ? "policy \(label) prints more, which is left out" : nil
        case .gathered(var waiting):
            guard waiting.count < mostGathered else { return nil }
            // Else the array would be copied.
            state.home = .said
            waiting.append((label, line))
            state.home = .gathered(waiting)
        case .file: put(line, of: label, in: &state)
        }
        return nil
    }

    private static func put(_ line: String, of label: String, in state: inout State) {
        guard case .file(let file, let known, let room) = state.home, room > 0 else { return }
        guard let descriptor = known ?? Self.make(file) else { return }
        let bytes = Array("\(label): \(line)\n".utf8.prefix(room))
        _ = write(descriptor, bytes, bytes.count)
        state.home = .file(file, descriptor: descriptor, room: room - bytes.count)
    }

    private static func make(_ file: String) -> Int32? {
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o666)
        return descriptor >= 0 ? descriptor : nil
    }
}
