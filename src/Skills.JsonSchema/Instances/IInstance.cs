using System.Text.Json;

namespace Skills.JsonSchema.Instances;

/// <summary>How the evaluator sees an instance. Implemented by structs only, so that every call is direct.</summary>
/// <typeparam name="TValue">A handle on one value.</typeparam>
/// <typeparam name="TMembers">A cursor over the properties of an object.</typeparam>
/// <typeparam name="TItems">A cursor over the items of an array.</typeparam>
internal interface IInstance<TValue, TMembers, TItems>
{
    JsonValueKind Kind(TValue value);

    /// <summary>The value as written; a string without its quotes.</summary>
    ReadOnlySpan<byte> Raw(TValue value);

    /// <summary>Items of an array or properties of an object, duplicates included.</summary>
    int Count(TValue value, JsonValueKind kind);

    TMembers Members(TValue value);

    bool Next(ref TMembers members, out ReadOnlySpan<byte> name, out TValue value);

    TItems Items(TValue value);

    bool Next(ref TItems items, out TValue value);
}
