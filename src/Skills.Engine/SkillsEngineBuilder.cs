using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Skills.Engine.Execution;
using Skills.Engine.Naming;
using Skills.Engine.Settings;

namespace Skills.Engine;

/// <summary>Collects the parts of an engine. <see cref="SkillsEngineServiceCollectionExtensions.AddSkillsEngine(IServiceCollection, Action{SkillsEngineOptions}?)"/> returns it, and each adapter adds one chained call.</summary>
public sealed class SkillsEngineBuilder
{
    internal SkillsEngineBuilder(IServiceCollection services, NamedEngineParts? parts = null) => (Services, Parts) = (services, parts);

    /// <summary>Gets the services of the engine: the host's, or those of a named engine.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Gets the name of the engine; null for the default one.</summary>
    public string? Name => Parts?.Name;

    internal NamedEngineParts? Parts { get; }

    /// <summary>Declares that a part of the section <c>SkillsEngine</c> is read by an adapter. Keys that nobody declares stop the host at start.</summary>
    /// <param name="path">Its place below <c>SkillsEngine</c>, such as <c>Providers:Acme</c>. Its keys are not checked.</param>
    public SkillsEngineBuilder AddSettings(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return Add(path, SettingShape.Anything);
    }

    /// <summary>Declares that a part of the section <c>SkillsEngine</c> is bound to a class. Unknown keys, and values that cannot be read, stop the host at start.</summary>
    /// <typeparam name="TOptions">The class. Its properties of simple types, and lists and maps of texts, are checked.</typeparam>
    /// <param name="path">Its place below <c>SkillsEngine</c>, such as <c>Providers:Acme</c>.</param>
    public SkillsEngineBuilder AddSettings<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TOptions>(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return Add(path, SettingShape.Of<TOptions>());
    }

    /// <summary>Declares that a part of the section <c>SkillsEngine</c> is bound to a class that has a list of another.</summary>
    /// <typeparam name="TOptions">The class.</typeparam>
    /// <typeparam name="TItem">The class of the entries.</typeparam>
    /// <param name="path">Its place below <c>SkillsEngine</c>.</param>
    /// <param name="list">The property with the list.</param>
    public SkillsEngineBuilder AddSettings<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TOptions,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TItem>(string path, string list)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentException.ThrowIfNullOrWhiteSpace(list);
        return Add(path, SettingShape.Of<TOptions>((list, new SettingList(SettingShape.Of<TItem>()))));
    }

    /// <summary>Adds options that are bound from a part of the section <c>SkillsEngine</c>. Unknown keys, and values that cannot be read, stop the host at start. Bind them on what is returned.</summary>
    /// <typeparam name="TOptions">The class.</typeparam>
    /// <param name="path">Its place below <c>SkillsEngine</c>, such as <c>Redis</c>.</param>
    public OptionsBuilder<TOptions> AddOptions<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(string path)
        where TOptions : class
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);

        var shape = SettingShape.Of<TOptions>();
        shape.IsApart = true;
        Add(path, shape);
        Services.TryAddSingleton(new CheckedSection<TOptions>(path));
        Services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<TOptions>, SettingsCheck<TOptions>>());
        return Services.AddOptions<TOptions>().ValidateOnStart();
    }

    /// <summary>Wraps a part of the engine, such as <see cref="InputValidator"/>, <see cref="IPromptRenderer"/> or <see cref="SkillCache"/>, with one of your own.</summary>
    /// <typeparam name="TPart">The service type of the part.</typeparam>
    /// <param name="decorate">Makes the wrapper from the part that was registered so far. The container keeps and disposes both.</param>
    /// <remarks>Call it after what registers the part. The last one added is the outermost.</remarks>
    /// <exception cref="InvalidOperationException">The part is not registered, or is not a singleton.</exception>
    public SkillsEngineBuilder Decorate<TPart>(Func<TPart, IServiceProvider, TPart> decorate)
        where TPart : class
    {
        ArgumentNullException.ThrowIfNull(decorate);
        DecoratedRegistration.Apply(Services, decorate);
        return this;
    }

    private SkillsEngineBuilder Add(string path, SettingShape shape)
    {
        Services.AddSingleton(new KnownSettings(path, shape));
        return this;
    }
}
