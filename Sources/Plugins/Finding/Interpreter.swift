import Foundation
import PolicyKit

/// An interpreter of policies in Python, as a person names it: a path, or a command.
struct Interpreter {
    let command: String

    /// Whether it can be started, as far as that can be told without running it.
    func check() throws(PolicyNotTaken) {
        guard !command.trimmingCharacters(in: .whitespaces).isEmpty else {
            throw fault("expected the path of an interpreter of Python, or a command")
        }
        guard command.contains("/") else {
            let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
            guard folders.contains(where: { FileManager.default.isExecutableFile(atPath: "\($0)/\(command)") }) else {
                throw fault("\(command), the interpreter of policies in Python, is no command of the PATH")
            }
            return
        }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: command, isDirectory: &isFolder) else {
            throw fault("\(command), the interpreter of policies in Python, is not there")
        }
        guard !isFolder.boolValue else {
            throw fault("\(command) is a folder; expected an interpreter of Python, such as \(command)/bin/python3")
        }
        guard FileManager.default.isExecutableFile(atPath: command) else {
            throw fault("\(command), the interpreter of policies in Python, may not be executed")
        }
    }

    /// Whether it is Python, and has what any policy needs; it is run to know that.
    func checkPackages() throws(PolicyNotTaken) {
        let look = """
            import sys
            print("Python", "%d.%d" % sys.version_info[:2], sys.version_info >= (3, 9))
            try:
                import numpy
            except ImportError as error:
                print(getattr(error, "name", None) == "numpy" and "none" or " ".join(str(error).split())[:300])
            """
        let said = OtherProgram.said([command, "-c", look], limit: 20)
        let lines = said?.output.split(separator: "\n").map(String.init) ?? []
        guard let first = lines.first, first.hasPrefix("Python ") else { throw fault("\(command) is no Python") }
        guard first.hasSuffix("True") else {
            throw fault("\(command) is Python \(first.split(separator: " ")[1]); policies need 3.9 or newer")
        }
        guard let numpy = lines.dropFirst().first else { return }
        throw fault(
            numpy == "none"
                ? "\(command) has no numpy, which policies in Python need: \(command) -m pip install numpy"
                : "\(command) cannot import numpy, which policies in Python need: \(numpy)")
    }

    private func fault(_ words: String) -> PolicyNotTaken { PolicyNotTaken(words, isOfInterpreter: true) }
}
