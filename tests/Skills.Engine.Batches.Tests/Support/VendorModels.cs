using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;

namespace Skills.Engine.Batches.Tests.Support;

/// <summary>One model of a vendor with a batch endpoint, at half its price in batches.</summary>
internal static class VendorModels
{
    public static string UrlOf(LoopbackProviderServer server, string vendor) => vendor switch
    {
        "openai" => server.OpenAIUrl,
        "anthropic" => server.AnthropicUrl,
        _ => server.GoogleUrl,
    };

    public static SkillsEngineBuilder Add(SkillsEngineBuilder builder, string vendor, string url)
    {
        _ = vendor switch
        {
            "openai" => builder.AddOpenAI(o => (o.ApiKey, o.BaseUrl) = ("key", url)),
            "anthropic" => builder.AddAnthropic(o => (o.ApiKey, o.BaseUrl) = ("key", url)),
            _ => builder.AddGoogle(o => (o.ApiKey, o.BaseUrl) = ("key", url)),
        };
        builder.Services.Configure<SkillsEngineOptions>(options =>
        {
            options.Routing.Retry.MaxRetries = 0;
            options.Models.Add(new FakeModelClient(vendor).Model("batch-model") with { Quality = 1, MaxOutputTokens = 100, Prices = [new() { Input = 1, Output = 2, BatchInput = 0.5m, BatchOutput = 1 }] });
            options.Catalog.Embedded = false;
        });
        return builder;
    }
}
