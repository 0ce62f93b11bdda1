using System.Reflection;
using System.Text.Json;

namespace Skills.Jinja.Values;

/// <summary>The readable properties of a registered type, by the names templates use: those of the naming policy, and those of C#.</summary>
internal sealed class HostMembers
{
    private readonly Dictionary<string, PropertyInfo> _byName = new(StringComparer.Ordinal);

    internal HostMembers(IReadOnlyList<PropertyInfo> properties, JsonNamingPolicy? policy)
    {
        Properties = properties;
        Names = [.. properties.Select(p => policy?.ConvertName(p.Name) ?? p.Name)];
        foreach (var (name, property) in Names.Zip(properties).Concat(properties.Select(static p => (p.Name, p))))
        {
            _byName.TryAdd(name, property);
        }
    }

    internal IReadOnlyList<PropertyInfo> Properties { get; }

    internal IReadOnlyList<string> Names { get; }

    internal bool TryFind(string name, out PropertyInfo? property) => _byName.TryGetValue(name, out property);
}
