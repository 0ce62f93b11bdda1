using System.Reflection;
using Skills.Jinja.Text;

namespace Skills.Jinja.Values;

/// <summary>An object of the host, read through its descriptor only.</summary>
internal sealed class HostObjectValue(IJinjaObject obj, HostTypes types) : HeapValue(ValueKind.Host)
{
    internal override string TypeName => obj.TypeName;

    internal object Host => obj is DescribedObject described ? described.Host : obj;

    internal IEnumerable<string> MemberNames => obj.MemberNames ?? [];

    internal override void WriteRepr(ReprWriter writer) => writer.Append(Guarded(obj.ToTemplateText, "The text"));

    internal override bool TryGetAttribute(RenderState state, string name, out Value value)
    {
        object? member = null;
        var found = !name.StartsWith('_') && Guarded(() => obj.TryGetMember(name, out member), $"The member {Repr.Of(name)}");
        value = found ? HostValues.From(member, types) : default;
        return found;
    }

    /// <summary>The members as a dict, in the order the object lists them; null when it lists none.</summary>
    internal DictValue? ToDict()
    {
        if (obj.MemberNames is not { } names)
        {
            return null;
        }

        var dict = new DictValue();
        foreach (var name in names)
        {
            object? member = null;
            if (Guarded(() => obj.TryGetMember(name, out member), $"The member {Repr.Of(name)}"))
            {
                dict.Set(null, Value.Of(name), HostValues.From(member, types));
            }
        }

        return dict;
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
