using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Skills.Engine.Naming;

namespace Skills.Engine;

/// <summary>Registers engines by name.</summary>
public static class NamedEngineExtensions
{
    /// <summary>
    /// Adds an engine with a name, resolved with <c>[FromKeyedServices("name")] ISkillExecutionEngine</c>. It shares nothing with other
    /// engines: providers, skills, caches, budgets and options are its own. Its options are bound from <c>SkillsEngine:Engines:name</c>.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="name">Letters, digits, hyphens and underscores, at most 24.</param>
    /// <param name="configure">Changes the options after configuration was bound; null for none.</param>
    /// <returns>A builder whose <see cref="SkillsEngineBuilder.Services"/> are the engine's own.</returns>
    /// <exception cref="ArgumentException">The name has other characters, is too long, or differs from another only in case.</exception>
    public static SkillsEngineBuilder AddSkillsEngine(this IServiceCollection services, string name, Action<SkillsEngineOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Check(services, name);

        var known = services.Select(static s => s.ImplementationInstance).OfType<NamedEngineParts>().FirstOrDefault(p => p.Name == name);
        var parts = known ?? new(name);
        if (known is null)
        {
            // Engines that share a Redis do not share entries, unless somebody sets the same prefix.
            parts.Services.Configure<SkillsEngineOptions>(options => options.Cache.KeyPrefix = "sk-" + name);
            services.AddSingleton(parts);
            services.AddKeyedSingleton(name, (host, _) => NamedEngineRegistration.Create(parts, host));
            services.AddKeyedSingleton(name, static (host, key) => host.GetRequiredKeyedService<NamedEngine>(key).Engine);
            services.AddKeyedSingleton<ISkillExecutionEngine>(name, static (host, key) => host.GetRequiredKeyedService<SkillExecutionEngine>(key));
            services.AddSingleton<IHostedService>(host => host.GetRequiredKeyedService<NamedEngine>(name));
        }

        return new(parts.Services.AddSkillsEngine(configure).Services, parts);
    }

    /// <summary>Lets the parts of a named engine use a service of the host. The default engine has them all already.</summary>
    /// <typeparam name="TService">The service; it must not be scoped.</typeparam>
    /// <param name="builder">The engine's builder.</param>
    public static SkillsEngineBuilder AddFromHost<TService>(this SkillsEngineBuilder builder)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Parts?.Shared.Add(typeof(TService));
        return builder;
    }

    private static void Check(IServiceCollection services, string name)
    {
        if (name.Length > NamedEngineParts.LongestName || name.Any(static c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')))
        {
            throw new ArgumentException($"'{name}' cannot name an engine. Use letters, digits, '-' and '_', at most {NamedEngineParts.LongestName}.", nameof(name));
        }

        if (services.Select(static s => s.ImplementationInstance).OfType<NamedEngineParts>().FirstOrDefault(p => p.Name != name && p.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } other)
        {
            throw new ArgumentException($"'{name}' differs from the engine '{other.Name}' only in case, which configuration ignores. Give it another name.", nameof(name));
        }
    }
}
