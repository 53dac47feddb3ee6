import Randomness

/// Clusters of users who look for the same: by the category that a user has clicked most often so far.
///
/// A user of whom no click is known belongs to a cluster by hash of the number.
struct UserClusters {
    static func cluster(of user: UInt32, in users: borrowing Users) -> UInt8 {
        users.favourite(of: user) ?? UInt8(StableHash.mix(0x636C_7573, UInt64(user)) % UInt64(users.categories))
    }
}
