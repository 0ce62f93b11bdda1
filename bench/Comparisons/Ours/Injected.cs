using Microsoft.Extensions.DependencyInjection;
using Skills.Engine;

namespace Comparisons.Ours;

internal static class Injected
{
    public static async Task<string> RunAsync(string url)
    {
        var services = new ServiceCollection();
        services.AddSkillsEngine().AddOpenAI(o => (o.ApiKey, o.BaseUrl) = ("any", url));
        services.AddSingleton<Greeter>();
        await using var provider = services.BuildServiceProvider();
        return await provider.GetRequiredService<Greeter>().GreetAsync("Alice");
    }

    internal sealed record Person(string Name);

    internal sealed class Greeter(ISkillExecutionEngine engine)
    {
        private static readonly Skill<Person, string> Greet = Skill.For<Person, string>("Greet", "Greet {{ name }}.");

        public async Task<string> GreetAsync(string name) => (await engine.ExecuteAsync(Greet, new(name))).Value;
    }
}
