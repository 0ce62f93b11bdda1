using System.Reflection;

namespace Skills.Json.Types;

/// <summary>Says where C#'s nullable annotations permit null: in the value itself, and in the items of a list or the values of a dictionary.</summary>
/// <param name="Allowed">Whether the value may be null; annotations that are absent allow it.</param>
/// <param name="Element">The same for items or dictionary values; null when nothing is known.</param>
internal sealed record NullPermission(bool Allowed, NullPermission? Element)
{
    /// <summary>Reads the annotations of a property, field or parameter; null when they are not available, as in a trimmed program.</summary>
    public static NullPermission? Of(ICustomAttributeProvider? member)
    {
        if (AppContext.TryGetSwitch("System.Reflection.NullabilityInfoContext.IsSupported", out var isSupported) && !isSupported)
        {
            return null;
        }

        // The context is not thread-safe, so each read has its own. Tables keep the outcome.
        var context = new NullabilityInfoContext();
        return member switch
        {
            PropertyInfo property => From(context.Create(property)),
            FieldInfo field => From(context.Create(field)),
            ParameterInfo parameter => From(context.Create(parameter)),
            _ => null,
        };
    }

    private static NullPermission From(NullabilityInfo info)
    {
        var element = info.ElementType ?? (info.GenericTypeArguments is [.., var last] && Nullable.GetUnderlyingType(info.Type) is null ? last : null);
        var state = info.WriteState is NullabilityState.Unknown ? info.ReadState : info.WriteState;
        return new(state is not NullabilityState.NotNull, element is null ? null : From(element));
    }
}
