using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Providers.ChatClient;

namespace Skills.Engine;

/// <summary>Registers any client of Microsoft.Extensions.AI.</summary>
public static class ChatClientRegistration
{
    /// <summary>Adds an <see cref="IChatClient"/> as a provider with one model, both of the given name.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="name">Name of provider and model, as skills and the catalog have it.</param>
    /// <param name="client">The client, thread-safe as its interface demands; the caller keeps ownership. Its own retries should be off: the engine retries.</param>
    /// <param name="model">Prices, limits and abilities, for routing and cost; id and provider are taken from <paramref name="name"/>, and a wire id of its own is sent as the model to ask. Null: no price is known, and the usual abilities are assumed.</param>
    /// <param name="classify">Turns the client's exceptions into a <see cref="ModelException"/>; null, or null from it, leaves that to the status and body the exception carries.</param>
    /// <param name="rawOptions">Turns the <c>provider_options</c> of a skill into the client's own options object, which is passed as <see cref="ChatOptions.RawRepresentationFactory"/>. It must return a new object on each call. Null: they are passed as <see cref="ChatOptions.AdditionalProperties"/>, with a warning in the result, since many clients do not send those.</param>
    public static SkillsEngineBuilder AddChatClient(
        this SkillsEngineBuilder builder,
        string name,
        IChatClient client,
        ModelDefinition? model = null,
        Func<Exception, ModelException?>? classify = null,
        Func<JsonElement, object?>? rawOptions = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(client);

        var wireId = model is not null && model.WireId != model.Id ? model.WireId : name;
        var definition = (model ?? new ModelDefinition { Id = name, Provider = name, Capabilities = ChatClientModel.UsualCapabilities }) with
        {
            Id = name,
            Provider = name,
            WireId = wireId,
        };
        builder.Services.AddSingleton<IModelClient>(services => new ChatClientModel(name, client, classify, rawOptions, services.GetRequiredService<TimeProvider>()));
        return builder.AddModels(definition);
    }
}
