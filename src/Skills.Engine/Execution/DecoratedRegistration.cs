using Microsoft.Extensions.DependencyInjection;

namespace Skills.Engine.Execution;

/// <summary>Replaces the registration of a part by one that wraps it.</summary>
internal static class DecoratedRegistration
{
    public static void Apply<TPart>(IServiceCollection services, Func<TPart, IServiceProvider, TPart> decorate)
        where TPart : class
    {
        var inner = services.LastOrDefault(static s => s.ServiceType == typeof(TPart) && !s.IsKeyedService)
            ?? throw new InvalidOperationException($"'{typeof(TPart)}' is not registered, so it cannot be decorated. Call Decorate after what registers it.");
        if (inner.Lifetime != ServiceLifetime.Singleton)
        {
            throw new InvalidOperationException($"'{typeof(TPart)}' is registered as {inner.Lifetime}. Only singletons can be decorated, since the engine is one.");
        }

        // Under a key of its own, the container still makes and disposes the wrapped part.
        var key = new object();
        services.Add(Keyed(inner, key));
        services[services.IndexOf(inner)] = ServiceDescriptor.Singleton(provider =>
            decorate(provider.GetRequiredKeyedService<TPart>(key), provider) ?? throw new InvalidOperationException($"The decorator of '{typeof(TPart)}' returned null."));
    }

    private static ServiceDescriptor Keyed(ServiceDescriptor inner, object key) => inner switch
    {
        { ImplementationInstance: { } instance } => new(inner.ServiceType, key, instance),
        { ImplementationFactory: { } factory } => new(inner.ServiceType, key, (provider, _) => factory(provider), ServiceLifetime.Singleton),
        _ => new(inner.ServiceType, key, inner.ImplementationType!, ServiceLifetime.Singleton),
    };
}
