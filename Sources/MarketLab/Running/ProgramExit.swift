/// What the program's exit code says.
public enum ProgramExit {
    /// Everything was done.
    public static let done: Int32 = 0
    /// The input or the surroundings were bad; nothing was changed.
    public static let badInput: Int32 = 2
    /// The work was done, and a threshold or health check failed.
    public static let checkFailed: Int32 = 3
    /// A fault of MarketLab's own.
    public static let internalFault: Int32 = 70
    /// Stopped by Ctrl-C; finished worlds are in the store.
    public static let interrupted: Int32 = 130
}
