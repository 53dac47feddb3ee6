import Randomness

extension Plan {
    /// The seed of a replication; its worlds share it.
    public func seed(ofReplication replication: Int) -> UInt64 {
        RandomKey(seed: seed).derived(UInt64(replication)).seed
    }
}
