using System.Diagnostics.CodeAnalysis;

namespace Skills.Engine.Providers.ChatClient;

/// <summary>
/// The types whose members are read by name. Those of System.ClientModel, Azure.Core and Anthropic are kept when a program is trimmed,
/// since the linker resolves a type that is named by a constant. A program without these packages has nothing to keep.
/// </summary>
internal static class VendorType
{
    private const DynamicallyAccessedMemberTypes Kept = DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicMethods;

    [DynamicallyAccessedMembers(Kept)]
    private static readonly Type? ClientException = Type.GetType("System.ClientModel.ClientResultException, System.ClientModel");

    [DynamicallyAccessedMembers(Kept)]
    private static readonly Type? ClientResponse = Type.GetType("System.ClientModel.Primitives.PipelineResponse, System.ClientModel");

    [DynamicallyAccessedMembers(Kept)]
    private static readonly Type? AzureException = Type.GetType("Azure.RequestFailedException, Azure.Core");

    [DynamicallyAccessedMembers(Kept)]
    private static readonly Type? AzureResponse = Type.GetType("Azure.Response, Azure.Core");

    [DynamicallyAccessedMembers(Kept)]
    private static readonly Type? AnthropicException = Type.GetType("Anthropic.Exceptions.AnthropicApiException, Anthropic");

    // A derived exception may have members of its own, so only the responses are read by their base.
    [return: DynamicallyAccessedMembers(Kept)]
    public static Type Of(object value)
    {
        var type = value.GetType();
        return type == ClientException ? ClientException
            : type == AzureException ? AzureException
            : type == AnthropicException ? AnthropicException
            : ClientResponse?.IsInstanceOfType(value) == true ? ClientResponse
            : AzureResponse?.IsInstanceOfType(value) == true ? AzureResponse
            : Other(value);
    }

    [UnconditionalSuppressMessage("Trimming", "IL2073", Justification = "The type is a vendor's that nothing here can name. It inherits what is kept above. Where trimming removed more, the error has less detail, and the classify of AddChatClient adds it.")]
    [return: DynamicallyAccessedMembers(Kept)]
    private static Type Other(object value) => value.GetType();
}
