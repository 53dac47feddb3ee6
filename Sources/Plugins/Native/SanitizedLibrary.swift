import Foundation

/// A library that was built with the address sanitizer, whose runtime must be there before all else in the process that loads it.
package struct SanitizedLibrary {
    /// The runtime's file as the loader finds it; nil where it is not known.
    package let runtime: String?

    /// Nil for a library that was built without.
    package init?(_ file: String) {
        guard let whole = try? Data(contentsOf: URL(fileURLWithPath: file), options: .alwaysMapped),
            whole.range(of: Data("__asan_init".utf8)) != nil
        else { return nil }
        // GCC names its runtime among what the library needs, and the loader knows where that is.
        if let start = whole.range(of: Data("libasan.so".utf8))?.lowerBound {
            let name = whole[start...].prefix { $0 != 0 }
            runtime = String(decoding: name.prefix(40), as: UTF8.self)
        } else {
            runtime = Self.runtimeOfClang
        }
    }

    /// Clang's runtime, where Clang is there to say where it is.
    private static let runtimeOfClang: String? = {
        #if arch(arm64)
            let name = "libclang_rt.asan-aarch64.so"
        #else
            let name = "libclang_rt.asan-x86_64.so"
        #endif
        guard let said = OtherProgram.said(["clang", "-print-file-name=\(name)"])?.output else { return nil }
        let path = said.trimmingCharacters(in: .whitespacesAndNewlines)
        return path.hasPrefix("/") ? path : nil
    }()

    /// What a process is started with that is to hold the library.
    static func prepare(_ environment: inout [String: String], _ runtime: String) {
        environment["LD_PRELOAD"] = [runtime, environment["LD_PRELOAD"]].compactMap(\.self).joined(separator: ":")
        // What is not freed at the end of a process is nobody's loss, and the sentence is all that is wanted of its report.
        let own = ["detect_leaks=0", "color=never"]
        environment["ASAN_OPTIONS"] = ([environment["ASAN_OPTIONS"]].compactMap(\.self) + own).joined(separator: ":")
    }
}

/// Another program, which is run to its end.
enum OtherProgram {
    /// What it said; nil where it cannot be run.
    /// - Parameter limit: seconds after which it is killed.
    static func said(_ command: [String], limit: Double = 60) -> (status: Int32, output: String, errors: String)? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        let (output, errors) = (Pipe(), Pipe())
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = errors
        guard (try? process.run()) != nil else { return nil }
        let number = process.processIdentifier
        DispatchQueue.global().asyncAfter(deadline: .now() + limit) { if process.isRunning { kill(number, SIGKILL) } }
        let said = output.fileHandleForReading.readDataToEndOfFile()
        let words = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus != 127 else { return nil }
        return (
            process.terminationStatus, String(decoding: said, as: UTF8.self), String(decoding: words, as: UTF8.self)
        )
    }
}
