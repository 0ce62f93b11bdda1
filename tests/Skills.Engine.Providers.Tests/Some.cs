using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;

namespace Skills.Engine.Providers.Tests;

/// <summary>Parts of tests, with the values that do not matter filled in.</summary>
internal static class Some
{
    public const string Key = "sk-test-0123456789";

    public static readonly JsonElement Schema = JsonElement.Parse(
        """{"type":"object","properties":{"greeting":{"type":"string"}},"required":["greeting"],"additionalProperties":false}""");

    public static ServiceProvider Services(Action<SkillsEngineBuilder> add, TimeProvider? time = null, params (string Key, string Value)[] configuration)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(configuration.Select(static c => KeyValuePair.Create(c.Key, (string?)c.Value)))
            .Build());
        if (time is not null)
        {
            services.AddSingleton(time);
        }

        add(services.AddSkillsEngine());
        return services.BuildServiceProvider();
    }

    public static IModelClient Client(Action<SkillsEngineBuilder> add, TimeProvider? time = null, params (string Key, string Value)[] configuration) =>
        Services(add, time, configuration).GetRequiredService<IModelClient>();

    public static ModelDefinition Model(string id, string provider, ModelCapabilities capabilities = (ModelCapabilities)2047) => new()
    {
        Id = id,
        Provider = provider,
        Capabilities = capabilities,
        MaxOutputTokens = 8192,
    };

    public static ModelRequest Request(ModelDefinition model, string text = "Say hello.") => new()
    {
        Model = model,
        Messages = [new(MessageRole.User, text)],
    };

    public static JsonElement Json(string text) => JsonElement.Parse(text);

    public static async Task<(string Text, ModelReply Reply)> ReadAsync(this IModelClient client, ModelRequest request, CancellationToken cancellationToken = default)
    {
        var text = "";
        ModelReply? reply = null;
        await foreach (var update in client.StreamAsync(request, cancellationToken))
        {
            Assert.Null(reply);
            text += update.Delta;
            reply = update.Reply;
        }

        Assert.NotNull(reply);
        return (text, reply);
    }
}
