using System.Collections.Frozen;

namespace Skills.Jinja.Values;

/// <summary>Names beginning with <c>_</c> that Python's objects have. Reaching for one is refused as unsafe; any other such name is merely missing. An object of the host is never asked, so there all are refused.</summary>
internal static class PrivateNames
{
    private static readonly FrozenSet<string> All = FrozenSet.ToFrozenSet(
    [
        "__class__", "__delattr__", "__dir__", "__doc__", "__eq__", "__format__", "__ge__", "__getattribute__", "__getstate__", "__gt__", "__hash__",
        "__init__", "__init_subclass__", "__le__", "__lt__", "__ne__", "__new__", "__reduce__", "__reduce_ex__", "__repr__", "__setattr__",
        "__sizeof__", "__str__", "__subclasshook__",
    ]);

    private static readonly FrozenSet<string> OfContainers = FrozenSet.ToFrozenSet(
        ["__len__", "__iter__", "__contains__", "__getitem__", "__setitem__", "__delitem__", "__add__", "__mul__", "__rmul__", "__mod__", "__rmod__", "__getnewargs__", "__iadd__", "__imul__", "__reversed__", "__class_getitem__", "__or__", "__ror__", "__ior__"]);

    private static readonly FrozenSet<string> OfFunctions = FrozenSet.ToFrozenSet(
    [
        "__call__", "__name__", "__qualname__", "__module__", "__self__", "__text_signature__", "__globals__", "__code__", "__closure__", "__defaults__",
        "__kwdefaults__", "__dict__", "__func__", "__get__", "__builtins__", "__annotations__", "__wrapped__",
    ]);

    private static readonly FrozenSet<string> OfObjects = FrozenSet.ToFrozenSet(
    [
        "__dict__", "__module__", "__weakref__", "__call__", "_func", "_environment", "_argument_count", "_default_autoescape", "_context",
        "_TemplateReference__context", "_Namespace__attrs", "_stack", "_depth", "_body_stream", "__name__", "__html__", "_iterable", "_iterator",
        "_length", "_after", "_current", "_before", "_last_changed_value", "_recurse", "_undefined", "_invoke", "_peek_next", "_to_iterator",
        "__iter__", "__next__", "__getitem__", "__setitem__", "__len__", "__slots__",
    ]);

    internal static bool Exists(Value value, string name)
    {
        return All.Contains(name) || value.Kind switch
        {
            ValueKind.String when value.IsMarkup && name is "__html__" or "__html_format__" or "__dict__" or "__module__" or "__weakref__" => true,
            ValueKind.String or ValueKind.List or ValueKind.Tuple or ValueKind.Dict or ValueKind.Set or ValueKind.Range or ValueKind.View => OfContainers.Contains(name),
            ValueKind.Function => OfFunctions.Contains(name) || OfObjects.Contains(name),
            ValueKind.Namespace or ValueKind.Loop or ValueKind.Other or ValueKind.Iterator => OfObjects.Contains(name),
            ValueKind.Undefined => OfContainers.Contains(name) || OfObjects.Contains(name) || name.StartsWith("_undefined", StringComparison.Ordinal) || name == "_fail_with_undefined_error",
            ValueKind.Host => true,
            ValueKind.Int or ValueKind.Bool or ValueKind.Float or ValueKind.BigInt => name is "__add__" or "__mul__" or "__int__" or "__float__" or "__abs__" or "__bool__",
            _ => false,
        };
    }
}
