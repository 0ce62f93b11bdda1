using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Skills.Json.Types;

/// <summary>Keeps what is known of each type under one set of serializer settings. Thread-safe; grows with the program's types, not with its data.</summary>
internal sealed class TypeTables(JsonSerializerOptions options)
{
    private readonly ConcurrentDictionary<Type, MemberTable> _members = [];
    private readonly ConcurrentDictionary<Type, EnumTable> _enums = [];

    public JsonTypeInfo InfoOf(Type type) => options.GetTypeInfo(type);

    public MemberTable MembersOf(JsonTypeInfo info) => _members.GetOrAdd(info.Type, static (_, i) => new(i), info);

    public EnumTable EnumOf(Type type) => _enums.GetOrAdd(type, static (t, o) => new(o.GetTypeInfo(t)), options);
}
