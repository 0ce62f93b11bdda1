using System.Reflection;
using Skills.Jinja.Text;

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
