using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Skills.Engine.Providers.ChatClient;

/// <summary>
/// Reads members by name. Those of System.ClientModel, Azure.Core and Anthropic are kept when a program is trimmed, since the linker
/// resolves a member whose type and name are constants. A program without these packages has nothing to keep.
/// </summary>
internal static class VendorMembers
{
    private static readonly MemberInfo?[] Kept =
    [
        Type.GetType("System.ClientModel.ClientResultException, System.ClientModel")?.GetProperty("Status"),
        Type.GetType("System.ClientModel.ClientResultException, System.ClientModel")?.GetMethod("GetRawResponse", Type.EmptyTypes),
        Type.GetType("System.ClientModel.Primitives.PipelineResponse, System.ClientModel")?.GetProperty("Headers"),
        Type.GetType("System.ClientModel.Primitives.PipelineResponse, System.ClientModel")?.GetProperty("Content"),
        Type.GetType("Azure.RequestFailedException, Azure.Core")?.GetProperty("Status"),
        Type.GetType("Azure.RequestFailedException, Azure.Core")?.GetMethod("GetRawResponse", Type.EmptyTypes),
        Type.GetType("Azure.Response, Azure.Core")?.GetProperty("Headers"),
        Type.GetType("Azure.Response, Azure.Core")?.GetProperty("Content"),
        Type.GetType("Anthropic.Exceptions.AnthropicApiException, Anthropic")?.GetProperty("StatusCode"),
        Type.GetType("Anthropic.Exceptions.AnthropicApiException, Anthropic")?.GetProperty("ResponseBody"),
    ];

    /// <summary>Returns the value of a public property, or the result of a public method without parameters; null when there is none.</summary>
    public static object? Read(object? of, string name) => of is null ? null : (Known(of, name) ?? Other(of.GetType(), name)) switch
    {
        PropertyInfo property => property.GetValue(of),
        MethodInfo method => method.Invoke(of, null),
        _ => null,
    };

    private static MemberInfo? Known(object of, string name) => Kept.FirstOrDefault(m => m?.Name == name && m.DeclaringType!.IsInstanceOfType(of));

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "The type is a vendor's that nothing here can name. Where trimming removed its members, the error has less detail, and the classify of AddChatClient adds it.")]
    private static MemberInfo? Other(Type type, string name) => (MemberInfo?)type.GetProperty(name) ?? type.GetMethod(name, Type.EmptyTypes);
}
