using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Skills.Engine.AspNetCore.Tests;

/// <summary>Mistakes of the first hour: each stops the host at start with the setting, its value and what to write.</summary>
public class FirstFailureTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    // Unknown keys.
    [InlineData("""{ "DefaultTimout": "00:00:30" }""", "SkillsEngine", "DefaultTimout", "'00:00:30'", "Did you mean 'DefaultTimeout'?")]
    [InlineData("""{ "defualtAttempts": 3 }""", "'defualtAttempts'", "'3'", "Did you mean 'DefaultAttempts'?")]
    [InlineData("""{ "Providers": { "OpneAI": { "ApiKey": "k" } } }""", "SkillsEngine:Providers", "'OpneAI'", "Did you mean 'OpenAI'?")]
    [InlineData("""{ "OpneAI": { "ApiKey": "k" } }""", "'OpneAI'", "Did you mean 'SkillsEngine:Providers:OpenAI'?")]
    [InlineData("""{ "OpenAI": { "ApiKey": "k" } }""", "'OpenAI'", "Did you mean 'SkillsEngine:Providers:OpenAI'?")]
    [InlineData("""{ "Providers": { "OpenAI": { "ApiKye": "sk-secret" } } }""", "SkillsEngine:Providers:OpenAI", "'ApiKye'", "Did you mean 'ApiKey'?")]
    [InlineData("""{ "Providers": { "OpenAI": { "BaseUri": "https://gateway.example/v1" } } }""", "'BaseUri'", "'https://gateway.example/v1'", "Did you mean 'BaseUrl'?")]
    [InlineData("""{ "Providers": { "OpenAI": { "Deployments": [ { "Wieght": 2 } ] } } }""", "SkillsEngine:Providers:OpenAI:Deployments:0", "'Wieght'", "Did you mean 'Weight'?")]
    [InlineData("""{ "Routing": { "Retry": { "MaxRetrys": 3 } } }""", "SkillsEngine:Routing:Retry", "'MaxRetrys'", "Did you mean 'MaxRetries'?")]
    [InlineData("""{ "MaxRetries": 3 }""", "'MaxRetries'", "Did you mean 'SkillsEngine:Routing:Retry:MaxRetries'?")]
    [InlineData("""{ "Cache": { "Prefix": "x" } }""", "SkillsEngine:Cache", "'Prefix'", "KeyPrefix")]
    [InlineData("""{ "Redis": { "ConectionString": "localhost" } }""", "SkillsEngine:Redis", "'ConectionString'", "Did you mean 'ConnectionString'?")]
    [InlineData("""{ "Redis": { "Routing": { "Timout": "00:00:02" } } }""", "SkillsEngine:Redis:Routing", "'Timout'", "Did you mean 'Timeout'?")]
    // Durations.
    [InlineData("""{ "DefaultCacheTtl": 3600 }""", "SkillsEngine:DefaultCacheTtl", "'3600'", "3,600 days", "01:00:00")]
    [InlineData("""{ "DefaultTimeout": "30s" }""", "SkillsEngine:DefaultTimeout", "'30s'", "00:00:30")]
    [InlineData("""{ "DefaultCacheTtl": "24:00:00" }""", "SkillsEngine:DefaultCacheTtl", "'24:00:00'", "24 days", "1.00:00:00")]
    [InlineData("""{ "DefaultTimeout": "-00:00:05" }""", "SkillsEngine:DefaultTimeout", "-00:00:05", "more than zero")]
    [InlineData("""{ "DefaultTimeout": "" }""", "SkillsEngine:DefaultTimeout", "is empty", "remove the key")]
    [InlineData("""{ "Cache": { "SoftTimeout": "00:01:00" } }""", "SkillsEngine:Cache:SoftTimeout", "00:01:00", "between")]
    [InlineData("""{ "Redis": { "ConnectionString": "localhost", "Database": "first" } }""", "SkillsEngine:Redis:Database", "'first'", "whole number")]
    // Numbers, switches and lists.
    [InlineData("""{ "DefaultAttempts": 0 }""", "SkillsEngine:DefaultAttempts", "is 0", "from 1 to 10")]
    [InlineData("""{ "DefaultMaxOutputTokens": -1 }""", "SkillsEngine:DefaultMaxOutputTokens", "-1", "from 1")]
    [InlineData("""{ "MaxInputBytes": "4MB" }""", "SkillsEngine:MaxInputBytes", "'4MB'", "whole number")]
    [InlineData("""{ "Routing": { "Band": 7 } }""", "SkillsEngine:Routing:Band", "is 7", "from 0 to 1")]
    [InlineData("""{ "Routing": { "Band": "0,5" } }""", "SkillsEngine:Routing:Band", "'0,5'", "0.5")]
    [InlineData("""{ "Routing": { "Budgets": { "Limits": [ { "Scope": "Tennant", "LimitUsd": 1 } ] } } }""", "SkillsEngine:Routing:Budgets:Limits:0:Scope", "'Tennant'", "All, Tenant, User, Skill", "Did you mean 'Tenant'?")]
    [InlineData("""{ "Routing": { "Budgets": { "Limits": [ { "Scope": "All", "LimitUsd": -5 } ] } } }""", "SkillsEngine:Routing:Budgets:Limits:0:LimitUsd", "-5", "from 0")]
    [InlineData("""{ "CacheEnabled": "yes" }""", "SkillsEngine:CacheEnabled", "'yes'", "true or false")]
    [InlineData("""{ "Cache": "off" }""", "SkillsEngine:Cache", "'off'", "a section")]
    [InlineData("""{ "Definitions": { "Directories": "skills" } }""", "SkillsEngine:Definitions:Directories", "'skills'", "a list")]
    [InlineData("""{ "Cache": { "KeyPrefix": "my app" } }""", "SkillsEngine:Cache:KeyPrefix", "'my app'", "^[A-Za-z0-9_-]{1,32}$")]
    [InlineData("""{ "Cache": { "EncryptionKeys": [ "not base64!" ] } }""", "SkillsEngine:Cache:EncryptionKeys:0", "base64")]
    [InlineData("""{ "Models": [ { "Id": "mine" } ] }""", "SkillsEngine:Models:0:Provider", "is empty", "openai")]
    [InlineData("""{ "Models": [ { "Id": "mine", "Provider": "openai", "ContextWindow": 0 } ] }""", "SkillsEngine:Models:0:ContextWindow", "is 0", "at least 1")]
    [InlineData("""{ "Catalog": { "OverlayFile": "/no/such/models.yaml" } }""", "/no/such/models.yaml")]
    [InlineData("""{ "ExecutionLog": { "Capture": "Everything" } }""", "SkillsEngine:ExecutionLog:Capture", "'Everything'", "one of")]
    // Providers.
    [InlineData("""{ "Providers": { "OpenAI": { "ApiKey": "k", "BaseUrl": "gateway.example/v1" } } }""", "SkillsEngine:Providers:OpenAI:BaseUrl", "'gateway.example/v1'", "https://gateway.example/v1")]
    [InlineData("""{ "Providers": { "OpenAI": { "ApiKey": "k", "BaseUrl": "localhost:8080/v1" } } }""", "SkillsEngine:Providers:OpenAI:BaseUrl", "'localhost:8080/v1'", "http://localhost:8080/v1")]
    [InlineData("""{ "Providers": { "OpenAI": { "ApiKey": "k", "BaseUrl": "ftp://gateway.example" } } }""", "SkillsEngine:Providers:OpenAI:BaseUrl", "'ftp://gateway.example'", "http or https")]
    [InlineData("""{ "Providers": { "OpenAI": { "ApiKey": "" } } }""", "SkillsEngine:Providers:OpenAI:ApiKey", "is empty", "OPENAI_API_KEY")]
    [InlineData("""{ "Providers": { "OpenAI": { "ApiKey": "…" } } }""", "SkillsEngine:Providers:OpenAI:ApiKey", "Copy the key again")]
    [InlineData("""{ "Providers": { "OpenAI": { "ApiKey": "k", "Api": "chat" } } }""", "SkillsEngine:Providers:OpenAI:Api", "'chat'", "Auto, ChatCompletions, Responses", "Did you mean 'ChatCompletions'?")]
    [InlineData("""{ "Providers": { "OpenAI": { "ApiKey": "k", "MaxResponseBytes": 0 } } }""", "SkillsEngine:Providers:OpenAI:MaxResponseBytes", "is 0", "at least 1024")]
    [InlineData("""{ "Providers": { "OpenAI": { "ApiKey": "k", "Deployments": [ { "Weight": 0 } ] } } }""", "SkillsEngine:Providers:OpenAI:Deployments:0:Weight", "is 0", "more than 0")]
    [InlineData("""{ "Providers": { "OpenAI": { "ApiKey": "k", "Deployments": [ { "Name": "eu" }, { "Name": "EU" } ] } } }""", "SkillsEngine:Providers:OpenAI:Deployments", "'eu'", "a name of its own")]
    [InlineData("""{ "Providers": { "OpenAI": "sk-secret" } }""", "SkillsEngine:Providers:OpenAI", "a section")]
    public async Task AConfigurationMistakeStopsTheHost(string section, params string[] says)
    {
        var message = await FailureOfAsync($$"""{ "SkillsEngine": {{section}} }""");

        Assert.All(says, part => Assert.Contains(part, message, StringComparison.Ordinal));
        Assert.DoesNotContain("sk-secret", message, StringComparison.Ordinal);
        Assert.DoesNotContain("Failed to convert", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "SkillEngine": { "DefaultTimeout": "00:00:30" } }""", "'SkillEngine'", "Did you mean 'SkillsEngine'?")]
    [InlineData("""{ "Skills.Engine": { "Providers": { "OpenAI": { "ApiKey": "sk-secret" } } } }""", "'Skills.Engine'", "Did you mean 'SkillsEngine'?")]
    [InlineData("""{ "SkillsEngine_Providers_OpenAI_ApiKey": "sk-secret" }""", "'SkillsEngine_Providers_OpenAI_ApiKey'", "SkillsEngine__Providers__OpenAI__ApiKey")]
    [InlineData("""{ "SKILLSENGINE_DEFAULTTIMEOUT": "00:00:30" }""", "'SKILLSENGINE_DEFAULTTIMEOUT'", "SKILLSENGINE__DEFAULTTIMEOUT")]
    public async Task SettingsOutsideOfTheSectionStopTheHost(string json, params string[] says)
    {
        var message = await FailureOfAsync(json);

        Assert.All(says, part => Assert.Contains(part, message, StringComparison.Ordinal));
        Assert.DoesNotContain("sk-secret", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AllMistakesAreReportedTogether()
    {
        var message = await FailureOfAsync("""{ "SkillsEngine": { "DefaultTimout": "x", "DefaultCacheTtl": 3600, "Cache": { "Jiter": 1 } } }""");

        Assert.Contains("DefaultTimeout", message, StringComparison.Ordinal);
        Assert.Contains("3,600 days", message, StringComparison.Ordinal);
        Assert.Contains("'Jitter'", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheFileOfASettingIsNamed()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var file = Path.Combine(folder.FullName, "appsettings.json");
            await File.WriteAllTextAsync(file, """{ "SkillsEngine": { "DefaultAttempts": "two" } }""", TestContext.Current.CancellationToken);

            var message = await FailureOfAsync(configuration => configuration.AddJsonFile(file));

            Assert.Contains("SkillsEngine:DefaultAttempts (appsettings.json) is 'two'", message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task TheEnvironmentVariableOfASettingIsNamed()
    {
        const string variable = "FIRSTFAILURE_SkillsEngine__DefaultAttempts";
        Environment.SetEnvironmentVariable(variable, "two");
        try
        {
            var message = await FailureOfAsync(configuration => configuration.AddEnvironmentVariables("FIRSTFAILURE_"));

            Assert.Contains("SkillsEngine:DefaultAttempts (environment variable SkillsEngine__DefaultAttempts) is 'two'", message, StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
        }
    }

    [Fact]
    public async Task TwoClientsOfOneProviderStopTheHost()
    {
        var message = await FailureOfAsync("{}", builder => builder.AddModelClient(new OtherOpenAI()));

        Assert.Contains("'openai' is registered more than once", message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Remove one", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "DefaultTimeout": "00:00:30", "DefaultCacheTtl": 0, "CacheEnabled": true }""")]
    [InlineData("""{ "Providers": { "OpenAI": { "ApiKey": "k", "BaseUrl": "https://gateway.example/v1?code=1", "Headers": { "api-key": "x" } } } }""")]
    [InlineData("""{ "Providers": { "OpenAI": {}, "groq": { "ApiKey": "" }, "Anthropic": { "ApiKey": "" }, "lm-studio": { } } }""")]
    [InlineData("""{ "Providers": { "OpenAI": { "Deployments": [ { "Name": "a", "ApiKey": "k", "Models": { "gpt-5": "mine" } }, { "ApiKey": "k2", "Weight": 2.5 } ] } } }""")]
    [InlineData("""{ "Routing": { "TaskPreferences": { "triage": [ "gpt-5" ] }, "Weights": { "Quality": 1, "Cost": 0.5 }, "Budgets": { "Limits": [] } } }""")]
    [InlineData("""{ "Models": [ { "Id": "mine", "Provider": "openai", "Capabilities": "SystemPrompt, Tools", "Prices": [ { "Input": 1, "Output": 2.5, "EffectiveFrom": "2026-01-01" } ] } ] }""")]
    [InlineData("""{ "Definitions": { "Labels": { }, "WatchDelay": "00:00:00.2" }, "Rules": { "AllowedHosts": [ "example.com" ] } }""")]
    public async Task ACorrectConfigurationStarts(string section) =>
        Assert.Equal("", await FailureOfAsync($$"""{ "SkillsEngine": {{section}} }"""));

    private static Task<string> FailureOfAsync(string json, Action<SkillsEngineBuilder>? add = null) =>
        FailureOfAsync(configuration => configuration.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))), add);

    private static async Task<string> FailureOfAsync(Action<IConfigurationBuilder> configure, Action<SkillsEngineBuilder>? add = null)
    {
        var host = Host.CreateEmptyApplicationBuilder(new());
        configure(host.Configuration);
        host.Logging.ClearProviders();
        var engine = host.Services.AddSkillsEngine().AddOpenAI();
        if (host.Configuration.GetSection("SkillsEngine:Redis").Exists())
        {
            engine.AddRedisRouting();
        }

        add?.Invoke(engine);
        using var app = host.Build();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Patience);
        try
        {
            await app.StartAsync(deadline.Token);
            await app.StopAsync(deadline.Token);
            return "";
        }
        catch (Exception problem) when (problem is OptionsValidationException or ModelCatalogException or AggregateException)
        {
            return problem.Message;
        }
    }

    private sealed class OtherOpenAI : IModelClient
    {
        public ModelProvider Provider => new("OpenAI");

        public Task<ModelReply> InvokeAsync(ModelRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
