namespace Skills.Jinja.Values;

internal enum ValueKind : byte
{
    Missing, None, Bool, Int, Float, BigInt, String, List, Tuple, Dict, Set, Range, View, Iterator,
    Undefined, Function, Namespace, Loop, Host, Date, Duration, Decimal, Other,
}
