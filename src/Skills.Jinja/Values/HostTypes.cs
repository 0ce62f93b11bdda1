using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;

namespace Skills.Jinja.Values;

/// <summary>The registered types. Filled when the environment is made, read-only afterwards.</summary>
internal sealed class HostTypes
{
    private readonly Dictionary<Type, HostMembers> _types = [];

    internal void Add([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] Type type) => _types[type] = new(PropertiesOf(type), null);

    /// <summary>Registers a type and every type of a property below it, of the same or another assembly, but none of .NET's own.</summary>
    [RequiresUnreferencedCode("The properties of the types below are found by reflection.")]
    internal void AddTree(Type root)
    {
        var pending = new Stack<Type>([root]);
        while (pending.TryPop(out var type))
        {
            foreach (var part in PartsOf(type))
            {
                if (!IsOwn(part) || _types.ContainsKey(part))
                {
                    continue;
                }

                Add(part);
                foreach (var property in _types[part].Properties)
                {
                    pending.Push(property.PropertyType);
                }
            }
        }
    }

    internal HostTypes Copy(JsonNamingPolicy? policy)
    {
        var copy = new HostTypes();
        foreach (var (type, members) in _types)
        {
            copy._types[type] = policy is null ? members : new(members.Properties, policy);
        }

        return copy;
    }

    internal bool TryDescribe(object value, [NotNullWhen(true)] out IJinjaObject? described)
    {
        described = _types.TryGetValue(value.GetType(), out var members) ? new DescribedObject(value, members) : null;
        return described is not null;
    }

    internal static PropertyInfo[] PropertiesOf([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] Type type) =>
    [
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(static p => p.GetMethod is { IsPublic: true } && p.GetIndexParameters().Length == 0),
    ];

    // Lists, dictionaries and nullable values stand for what they hold.
    private static IEnumerable<Type> PartsOf(Type type) =>
        type.IsArray ? PartsOf(type.GetElementType()!)
        : type.IsGenericType && type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true ? type.GetGenericArguments().SelectMany(PartsOf)
        : [type];

    private static bool IsOwn(Type type) => type is { IsPrimitive: false, IsEnum: false, IsInterface: false } && type != typeof(object)
        && type.Namespace?.StartsWith("System", StringComparison.Ordinal) != true;
}
