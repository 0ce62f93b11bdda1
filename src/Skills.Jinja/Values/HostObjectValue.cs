using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Skills.Jinja.Rendering;

namespace Skills.Jinja.Values;

/// <summary>An object of the host, read through its descriptor only.</summary>
internal sealed class HostObjectValue(IJinjaObject obj, HostTypes types) : HeapValue(ValueKind.Host)
{
    internal override string TypeName => obj.TypeName;

    internal object Host => obj is DescribedObject described ? described.Host : obj;

    internal override void WriteRepr(ReprWriter writer) => writer.Append(Guarded(obj.ToTemplateText, "The text"));

    internal override bool TryGetAttribute(RenderState state, string name, out Value value)
    {
        object? member = null;
        var found = !name.StartsWith('_') && Guarded(() => obj.TryGetMember(name, out member), $"The member {Repr.Of(name)}");
        value = found ? HostValues.From(member, types) : default;
        return found;
    }

    private T Guarded<T>(Func<T> read, string what)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is not (RuntimeFault or JinjaException or OperationCanceledException))
        {
            var cause = exception is TargetInvocationException { InnerException: { } inner } ? inner : exception;
            throw new RuntimeFault(JinjaErrorKind.Runtime, $"{what} of a host object of type {obj.TypeName} failed with {cause.GetType().Name}.", cause);
        }
    }
}

/// <summary>An object whose type the host registered: its public properties, by name.</summary>
internal sealed class DescribedObject(object host, Dictionary<string, PropertyInfo> properties) : IJinjaObject
{
    internal object Host => host;

    public bool TryGetMember(string name, out object? value)
    {
        var known = properties.TryGetValue(name, out var property);
        value = known ? property!.GetValue(host) : null;
        return known;
    }

    public string ToTemplateText() => host.ToString() ?? "";
}

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
