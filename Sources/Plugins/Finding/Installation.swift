import Foundation

/// Where the things are that came with this program: in the folder in which it was installed, or in the checkout in which it was
/// built.
///
/// The folder of an installation has `include/marketlab`. `make install` puts the program into its `bin`, and pip into that of the
/// Python package, `lib/python3.N/site-packages/marketlab/bin`.
public enum Installation {
    /// The folder of `marketpolicy.h`; nil where there is none.
    public static var headers: String? {
        folder?.appendingPathComponent("include/marketlab").path
            ?? built?.appendingPathComponent("Sources/CMarketPolicy").path
    }

    /// The folder of the checkout in which this program was built; nil where it was installed.
    public static var checkout: String? { built?.path }

    /// The Python package that came with this program, which stands in it where pip installed both.
    static let package: String? =
        packages.map { "\($0)/marketlab" }
        ?? programs.map { $0.appendingPathComponent("../..").standardizedFileURL }.first { holds("worker.py", $0) }?
        .path

    /// The folder in which Python finds that package; nil where pip put it into an environment.
    static let packages: String? = [
        folder?.appendingPathComponent("share/marketlab/python"), built?.appendingPathComponent("python"),
    ].compactMap(\.self).first { holds("marketlab/worker.py", $0) }?.path

    /// The active environment's interpreter; else that of the environment into which pip installed the program; else the one
    /// that is found first.
    static var interpreter: String {
        if let active = ProcessInfo.processInfo.environment["VIRTUAL_ENV"] { return "\(active)/bin/python3" }
        if packages == nil, let own = folder?.appendingPathComponent("bin/python3").path,
            FileManager.default.isExecutableFile(atPath: own)
        {
            return own
        }
        return "python3"
    }

    /// The folder in which the program was installed; nil where it runs from its checkout.
    private static let folder: URL? = programs.flatMap { program in
        ["../..", "../../../../../.."].map { program.appendingPathComponent($0).standardizedFileURL }
    }.first { holds("include/marketlab/marketpolicy.h", $0) }

    /// The checkout in which the program was built; nil where it was installed.
    private static let built: URL? = {
        guard folder == nil else { return nil }
        for program in programs {
            var folder = program
            while folder.path != "/" {
                folder.deleteLastPathComponent()
                if holds("Sources/CMarketPolicy/marketpolicy.h", folder) { return folder }
            }
        }
        return nil
    }()

    /// The running program; where the tests are it, the second is what they test.
    private static let programs = [URL(fileURLWithPath: "/proc/self/exe"), Bundle.main.executableURL]
        .compactMap { $0?.resolvingSymlinksInPath() }

    private static func holds(_ file: String, _ folder: URL) -> Bool {
        FileManager.default.fileExists(atPath: folder.appendingPathComponent(file).path)
    }
}
