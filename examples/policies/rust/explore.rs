//! A ranking policy in Rust from the header alone, without crates: listings by their click rate, with a bonus for what was hardly shown yet
//! (UCB1 of Auer, Cesa-Bianchi and Fischer 2002, whose horizon is the impressions of the page's candidates).
//!
//! It shows the structures of `marketpolicy.h` in Rust's words, a parameter, and columns as slices.
//!
//!     rustc --crate-type cdylib -O explore.rs -o explore.so

use std::ffi::{c_char, c_void, CStr};
use std::ptr::{null, null_mut};

// What the header declares, in its order; ArrowSchema is not looked at.

#[repr(C)]
pub struct ArrowArray {
    length: i64,
    null_count: i64,
    offset: i64,
    n_buffers: i64,
    n_children: i64,
    buffers: *const *const c_void,
    children: *mut *mut ArrowArray,
    dictionary: *mut ArrowArray,
    release: *const c_void,
    private_data: *mut c_void,
}

#[repr(C)]
pub struct MarketColumn {
    schema: *const c_void,
    chunk_count: i64,
    chunks: *const ArrowArray,
}

#[repr(C)]
pub struct MarketBatch {
    struct_size: u32,
    call: u32,
    rows: i64,
    input_count: i64,
    inputs: *const MarketColumn,
    answer_count: i64,
    answers: *const MarketColumn,
}

#[repr(C)]
struct MarketParameter {
    struct_size: u32,
    unit: u32,
    name: *const c_char,
    summary: *const c_char,
    default_value: f64,
    least: f64,
    most: f64,
    choices: *const *const c_char,
}

#[repr(C)]
struct MarketCall {
    struct_size: u32,
    name: *const c_char,
    inputs: *const *const c_char,
}

type Policy = *mut c_void;

#[repr(C)]
pub struct MarketPolicy {
    struct_size: u32,
    slot: *const c_char,
    name: *const c_char,
    summary: *const c_char,
    parameter_count: i64,
    parameters: *const MarketParameter,
    call_count: i64,
    calls: *const MarketCall,
    context: *mut c_void,
    create: extern "C" fn(*const MarketPolicy, *const c_void, *const c_char, *mut Policy, *mut c_char, usize) -> i32,
    reset: extern "C" fn(Policy, u64) -> i32,
    decide: extern "C" fn(Policy, *const MarketBatch) -> i32,
    learn: *const c_void,
    property: *const c_void,
    save: *const c_void,
    load: *const c_void,
    destroy: extern "C" fn(Policy),
    last_error: *const c_void,
}

#[repr(C)]
pub struct MarketPlugin {
    struct_size: u32,
    abi: u32,
    id: *const c_char,
    version: *const c_char,
    policy_count: i64,
    policies: *const *const MarketPolicy,
    files: *const *const c_char,
    extension: *const c_void,
}

// Structures that live as long as the process, and are only read.
unsafe impl Sync for MarketParameter {}
unsafe impl Sync for MarketCall {}
unsafe impl Sync for MarketPolicy {}
unsafe impl Sync for MarketPlugin {}
struct List<const N: usize>([*const c_char; N]);
unsafe impl<const N: usize> Sync for List<N> {}
struct Policies([*const MarketPolicy; 1]);
unsafe impl Sync for Policies {}

const ABI: u32 = 1; // MARKET_ABI(0, 1)
const UNIT_NUMBER: u32 = 0;

/// The numbers of a column's first chunk.
unsafe fn numbers<'a>(column: *const MarketColumn) -> &'a mut [f32] {
    let array = &*(*column).chunks;
    if array.length == 0 {
        return &mut [];
    }
    std::slice::from_raw_parts_mut(*array.buffers.add(1) as *mut f32, array.length as usize)
}

struct Explore {
    bonus: f32,
}

extern "C" fn create(
    _: *const MarketPolicy, _: *const c_void, parameters: *const c_char, policy: *mut Policy, _: *mut c_char, _: usize,
) -> i32 {
    let line = unsafe { CStr::from_ptr(parameters) }.to_string_lossy();
    let bonus = line.split("\"bonus\":").nth(1).and_then(|rest| rest.split([',', '}']).next()?.parse().ok());
    unsafe { *policy = Box::into_raw(Box::new(Explore { bonus: bonus.unwrap_or(0.1) })) as Policy };
    0
}

extern "C" fn reset(_: Policy, _: u64) -> i32 {
    0
}

extern "C" fn decide(policy: Policy, batch: *const MarketBatch) -> i32 {
    let (explore, batch) = unsafe { (&*(policy as *const Explore), &*batch) };
    if batch.rows == 0 {
        return 0;
    }
    let (clicks, impressions, scores) =
        unsafe { (numbers(batch.inputs), numbers(batch.inputs.add(1)), numbers(batch.answers)) };
    let shown: f32 = impressions.iter().sum();
    for row in 0..batch.rows as usize {
        let times = impressions[row] + 1.0;
        scores[row] = clicks[row] / times + explore.bonus * (2.0 * (shown + 2.0).ln() / times).sqrt();
    }
    0
}

extern "C" fn destroy(policy: Policy) {
    drop(unsafe { Box::from_raw(policy as *mut Explore) });
}

static INPUTS: List<3> = List([c"clicks".as_ptr(), c"impressions".as_ptr(), null()]);
static CALL: MarketCall =
    MarketCall { struct_size: size_of::<MarketCall>() as u32, name: c"score".as_ptr(), inputs: INPUTS.0.as_ptr() };
static BONUS: MarketParameter = MarketParameter {
    struct_size: size_of::<MarketParameter>() as u32,
    unit: UNIT_NUMBER,
    name: c"bonus".as_ptr(),
    summary: c"How much what was hardly shown is preferred; 0 goes by the click rate alone.".as_ptr(),
    default_value: 0.1,
    least: 0.0,
    most: 100.0,
    choices: null(),
};
static POLICY: MarketPolicy = MarketPolicy {
    struct_size: size_of::<MarketPolicy>() as u32,
    slot: c"ranking".as_ptr(),
    name: c"explore".as_ptr(),
    summary: c"By click rate, with a bonus for what was hardly shown.".as_ptr(),
    parameter_count: 1,
    parameters: &BONUS,
    call_count: 1,
    calls: &CALL,
    context: null_mut(),
    create,
    reset,
    decide,
    learn: null(),
    property: null(),
    save: null(),
    load: null(),
    destroy,
    last_error: null(),
};
static POLICIES: Policies = Policies([&POLICY]);
static PLUGIN: MarketPlugin = MarketPlugin {
    struct_size: size_of::<MarketPlugin>() as u32,
    abi: ABI,
    id: c"example.explore".as_ptr(),
    version: c"1.0".as_ptr(),
    policy_count: 1,
    policies: POLICIES.0.as_ptr(),
    files: null(),
    extension: null(),
};

#[no_mangle]
pub extern "C" fn market_policy_plugin(abi: u32, reason: *mut *const c_char) -> *const MarketPlugin {
    if abi < ABI {
        unsafe { *reason = c"it needs contract 0.1".as_ptr() };
        return null();
    }
    &PLUGIN
}
