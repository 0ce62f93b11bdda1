using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Skills.Engine.JsonSchemaNet.Tests;

/// <summary>Both schema compilers, as a host gets them.</summary>
internal static class Compilers
{
    public static ISchemaCompiler BuiltIn => Of(static _ => { });

    public static ISchemaCompiler JsonSchemaNet => Of(static builder => builder.UseJsonSchemaNet());

    private static ISchemaCompiler Of(Action<SkillsEngineBuilder> configure)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        configure(services.AddSkillsEngine());
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<ISchemaCompiler>();
    }
}
