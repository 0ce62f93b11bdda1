using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Skills.Jinja.Values;

/// <summary>The registered types. Filled when the environment is made, read-only afterwards.</summary>
internal sealed class HostTypes
{
    private readonly Dictionary<Type, Dictionary<string, PropertyInfo>> _types = [];

    internal void Add([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] Type type) =>
        _types[type] = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(static p => p.GetMethod is { IsPublic: true } && p.GetIndexParameters().Length == 0)
            .ToDictionary(static p => p.Name, StringComparer.Ordinal);

    internal HostTypes Copy()
    {
        var copy = new HostTypes();
        foreach (var (type, properties) in _types)
        {
            copy._types[type] = properties;
        }

        return copy;
    }

    internal bool TryDescribe(object value, [NotNullWhen(true)] out IJinjaObject? described)
    {
        described = _types.TryGetValue(value.GetType(), out var properties) ? new DescribedObject(value, properties) : null;
        return described is not null;
    }
}
