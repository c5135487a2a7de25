"""Wrong and right variants of `mnist_vae`."""

from ..variant import Variant, both, edits

ELBO = "test_elbo_is_the_log_likelihood_minus_the_divergence"
ALIKE = "test_divergence_and_likelihood_count_alike"
PPCA = "test_a_linear_model_reaches_the_likelihood_of_probabilistic_pca"
HIDDEN = "test_hidden_layers_are_rectified"
COUNT = "test_number_of_parameters"
DECODED = "test_decoding_ends_in_the_mean_of_the_likelihood"
SIGNS = "test_codes_take_both_signs"
CODES_AND_NOISE = "test_bad_codes_and_noise_are_rejected"

LIKELIHOOD = {
    "torch": "-0.5 * ((x - reconstruction) ** 2).sum(dim=-1)",
    "tensorflow": "-0.5 * tf.reduce_sum((x - reconstruction) ** 2, axis=-1)",
}
KL = {
    "torch": "0.5 * (log_var.exp() + mean**2 - 1 - log_var).sum(dim=-1)",
    "tensorflow": "0.5 * tf.reduce_sum(tf.exp(log_var) + mean**2 - 1 - log_var, axis=-1)",
}
DEVIATION = {"torch": "(0.5 * log_var).exp() * noise", "tensorflow": "tf.exp(0.5 * log_var) * noise"}
CODES = {
    "torch": "    mean, log_var = model.encoder(x).chunk(2, dim=-1)\n",
    "tensorflow": "    mean, log_var = tf.split(model.encoder(x), 2, axis=-1)\n",
}
FIRST = {
    "torch": "*(nn.Linear(N_PIXELS, 256), nn.ReLU()),",
    "tensorflow": 'keras.Input((N_PIXELS,)),\n                layers.Dense(256, "relu"),',
}
FIRST_OF_DECODER = {
    "torch": "*(nn.Linear(latent_dim, 256), nn.ReLU()),",
    "tensorflow": 'keras.Input((latent_dim,)),\n                layers.Dense(256, "relu"),',
}
LAST = {"torch": "nn.Linear(256, N_PIXELS),", "tensorflow": "layers.Dense(N_PIXELS),"}
HEADS = {"torch": "nn.Linear(256, 2 * latent_dim),", "tensorflow": "layers.Dense(2 * latent_dim),"}


def instead(where, torch, tensorflow):
    """What stands there now is replaced in each framework."""
    return edits((where["torch"], torch), (where["tensorflow"], tensorflow))


WRONG = [
    # The likelihood
    Variant("squared_error_not_halved", PPCA, both("log_likelihood = -0.5 *", "log_likelihood = -1.0 *")),
    Variant("squared_error_as_a_mean_over_pixels", ALIKE, instead(
        LIKELIHOOD, "-0.5 * ((x - reconstruction) ** 2).mean(dim=-1)", "-0.5 * tf.reduce_mean((x - reconstruction) ** 2, axis=-1)")),
    Variant("distance_for_the_squared_error", PPCA, instead(
        LIKELIHOOD, "-0.5 * ((x - reconstruction) ** 2).sum(dim=-1).sqrt()", "-0.5 * tf.norm(x - reconstruction, axis=-1)")),
    Variant("absolute_error", ELBO, instead(
        LIKELIHOOD, "-0.5 * (x - reconstruction).abs().sum(dim=-1)", "-0.5 * tf.reduce_sum(tf.abs(x - reconstruction), axis=-1)")),
    Variant("cross_entropy_for_real_pixels", ELBO, instead(
        LIKELIHOOD, "(x * reconstruction - nn.functional.softplus(reconstruction)).sum(dim=-1)",
        "tf.reduce_sum(x * reconstruction - tf.nn.softplus(reconstruction), axis=-1)")),
    Variant("constant_of_the_gaussian_kept", PPCA, both("return log_likelihood - kl", "return log_likelihood - kl - 0.5 * N_PIXELS * 1.8378770664")),
    Variant("sign_of_the_squared_error", ELBO, both("log_likelihood = -0.5 *", "log_likelihood = 0.5 *")),
    # The divergence
    Variant("no_divergence", PPCA, both("return log_likelihood - kl", "return log_likelihood")),
    Variant("hidden_weight_of_the_divergence", ALIKE, both("return log_likelihood - kl", "return log_likelihood - 5e-4 * kl")),
    Variant("divergence_as_a_mean_over_latents", ALIKE, instead(
        KL, KL["torch"].replace(".sum(", ".mean("), KL["tensorflow"].replace("reduce_sum", "reduce_mean"))),
    Variant("half_missing_in_the_divergence", PPCA, both("kl = 0.5 *", "kl =")),
    Variant("constant_of_the_divergence_dropped", PPCA, both("mean**2 - 1 - log_var", "mean**2 - log_var")),
    Variant("standard_deviation_from_log_variance", PPCA, instead(DEVIATION, "log_var.exp() * noise", "tf.exp(log_var) * noise")),
    Variant("noise_left_out", PPCA, instead(DEVIATION, "0 * noise", "0 * noise")),
    Variant("noise_shared_by_the_batch", "test_samples_are_independent", both("* noise)\n", "* noise[:1])\n")),
    Variant("loss_summed_over_the_batch", "test_loss_is_minus_the_mean_elbo", edits(
        ("return -self.elbo(x, noise).mean()", "return -self.elbo(x, noise).sum()"),
        ("return -tf.reduce_mean(self.elbo(x, noise))", "return -tf.reduce_sum(self.elbo(x, noise))"))),
    Variant("log_variance_never_trained", "test_every_parameter_is_trained", instead(
        CODES, CODES["torch"] + "    log_var = log_var.detach()\n", CODES["tensorflow"] + "    log_var = tf.stop_gradient(log_var)\n")),
    Variant("gradient_cut_at_the_mean", "test_gradients_equal_finite_differences", edits(
        ("model.decoder(mean + ", "model.decoder(mean.detach() + "), ("model.decoder(mean + ", "model.decoder(tf.stop_gradient(mean) + "))),
    # Layers
    Variant("sigmoid_as_output", DECODED, instead(
        LAST, LAST["torch"] + " nn.Sigmoid(),", 'layers.Dense(N_PIXELS, "sigmoid"),')),
    Variant("rectified_output", DECODED, instead(LAST, LAST["torch"] + " nn.ReLU(),", 'layers.Dense(N_PIXELS, "relu"),')),
    Variant("rectified_codes", SIGNS, instead(HEADS, HEADS["torch"] + " nn.ReLU(),", 'layers.Dense(2 * latent_dim, "relu"),')),
    Variant("hyperbolic_tangent_in_the_encoder", HIDDEN, instead(
        FIRST, FIRST["torch"].replace("ReLU", "Tanh"), FIRST["tensorflow"].replace("relu", "tanh"))),
    Variant("no_activation_in_the_decoder", HIDDEN, instead(
        FIRST_OF_DECODER, FIRST_OF_DECODER["torch"].replace("ReLU", "Identity"), FIRST_OF_DECODER["tensorflow"].replace("relu", "linear"))),
    Variant("leaky_units", HIDDEN, instead(
        FIRST, FIRST["torch"].replace("nn.ReLU()", "nn.LeakyReLU(0.1)"), FIRST["tensorflow"].replace('"relu"', "lambda v: tf.nn.leaky_relu(v, 0.1)"))),
    Variant("smooth_units", HIDDEN, instead(
        FIRST, FIRST["torch"].replace("ReLU", "ELU"), FIRST["tensorflow"].replace("relu", "elu"))),
    Variant("one_hidden_layer_fewer", COUNT, edits(
        ("*(nn.Linear(256, 256), nn.ReLU()),\n                nn.Linear(256, N_PIXELS),", "nn.Linear(256, N_PIXELS),"),
        ('layers.Dense(256, "relu"),\n                layers.Dense(N_PIXELS),', "layers.Dense(N_PIXELS),"))),
    Variant("latent_dim_hard_coded", COUNT, both("        self.latent_dim = latent_dim\n", "        latent_dim = self.latent_dim = 2\n")),
    Variant("default_number_of_latents", "test_defaults_of_the_model", both("latent_dim=2, seed=0", "latent_dim=3, seed=0")),
    Variant("default_seed_of_the_model", "test_defaults_of_the_model", both("latent_dim=2, seed=0", "latent_dim=2, seed=1")),
    Variant("start_ignores_the_seed", "test_a_seed_decides_the_start", both("with seeded(seed):", "with seeded(0):")),
    # Training
    Variant("divergence_hides_the_images", "test_training_learns", edits(
        ("    return -_elbo(model, x, torch.randn(", "    mean, log_var = model.encoder(x).chunk(2, dim=-1)\n"
         "    kl = (log_var.exp() + mean**2 - 1 - log_var).sum(dim=-1)\n    return 500 * kl - _elbo(model, x, torch.randn("),
        ("    return -_elbo(model, x, tf.random", "    mean, log_var = tf.split(model.encoder(x), 2, axis=-1)\n"
         "    kl = tf.reduce_sum(tf.exp(log_var) + mean**2 - 1 - log_var, axis=-1)\n    return 500 * kl - _elbo(model, x, tf.random"))),
    Variant("default_batch_size", "test_defaults_are_those_of_the_interface", both("batch_size=128, learning_rate=1e-3", "batch_size=64, learning_rate=1e-3")),
    # Bad input
    Variant("nan_in_images_passed_through", "test_bad_samples_are_rejected", both("    check_finite(x=x)\n", "")),
    Variant("images_not_checked", "test_bad_samples_are_rejected", both("    check_shape((None, N_PIXELS), x=x)\n    check_finite(x=x)\n", "    pass\n")),
    Variant("noise_for_one_image_spread", CODES_AND_NOISE, both("check_shape((x.shape[0], self.latent_dim), noise=noise)", "check_shape((None, self.latent_dim), noise=noise)")),
    Variant("codes_not_checked", CODES_AND_NOISE, both("        check_shape((None, self.latent_dim), z=z)\n        check_finite(z=z)\n", "")),
    Variant("latent_dim_not_checked", "test_bad_sizes_are_rejected", both("        check_integer(1, latent_dim=latent_dim)\n", "")),
]  # fmt: skip

STUDENT = {
    "torch": """
class MnistVAE(nn.Module):
    def __init__(self, latent_dim=2, seed=0):
        super().__init__()
        if latent_dim < 1:
            raise ValueError("latent_dim must be positive")
        torch.manual_seed(seed)
        self.latent_dim = latent_dim
        self.fc1 = nn.Linear(784, 256)
        self.fc2 = nn.Linear(256, 256)
        self.fc_log_var = nn.Linear(256, latent_dim)
        self.fc_mean = nn.Linear(256, latent_dim)
        self.fc3 = nn.Linear(latent_dim, 256)
        self.fc4 = nn.Linear(256, 256)
        self.fc5 = nn.Linear(256, 784)

    def encode(self, x):
        self.check(x, 784, "x")
        hidden = torch.relu(self.fc2(torch.relu(self.fc1(x))))
        return self.fc_mean(hidden), self.fc_log_var(hidden)

    def decode(self, z):
        self.check(z, self.latent_dim, "z")
        return self.fc5(torch.relu(self.fc4(torch.relu(self.fc3(z)))))

    def forward(self, x):
        return self.decode(self.encode(x)[0])

    def elbo(self, x, noise):
        self.check(x, 784, "x")
        self.check(noise, self.latent_dim, "noise")
        if len(noise) != len(x):
            raise ValueError("noise must have a row for each image")
        mean, log_var = self.encode(x)
        posterior = torch.distributions.Normal(mean, torch.exp(log_var / 2))
        prior = torch.distributions.Normal(torch.zeros_like(mean), torch.ones_like(mean))
        kl = torch.distributions.kl_divergence(posterior, prior).sum(1)
        return -0.5 * nn.functional.mse_loss(self.decode(mean + posterior.scale * noise), x, reduction="none").sum(1) - kl

    def negative_elbo(self, x, noise):
        return -self.elbo(x, noise).mean()

    def generate(self, noise):
        self.check(noise, self.latent_dim, "noise")
        return self.decode(noise)

    def check(self, t, width, name):
        if t.ndim != 2 or len(t) == 0 or t.shape[1] != width or not torch.isfinite(t).all():
            raise ValueError(f"{name} is wrong")


def fit(model, x, n_epochs, batch_size=128, learning_rate=1e-3, seed=0):
    model.check(x, 784, "x")
    if n_epochs < 0 or batch_size < 1 or not learning_rate > 0:
        raise ValueError("n_epochs, batch_size or learning_rate is wrong")
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=float(learning_rate))
    losses = torch.zeros(n_epochs)
    for epoch in range(n_epochs):
        for batch in x[torch.randperm(len(x))].split(batch_size):
            loss = model.negative_elbo(batch, torch.randn(len(batch), model.latent_dim))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses[epoch] += loss.item() * len(batch) / len(x)
    return losses
""",
    "tensorflow": """
class MnistVAE(keras.Model):
    def __init__(self, latent_dim=2, seed=0):
        super().__init__()
        if latent_dim < 1:
            raise ValueError("latent_dim must be positive")
        keras.utils.set_random_seed(seed)
        self.latent_dim = latent_dim
        self.hidden = keras.Sequential([keras.Input((784,)), layers.Dense(256, activation="relu"), layers.Dense(256, activation="relu")])
        self.to_log_var, self.to_mean = layers.Dense(latent_dim), layers.Dense(latent_dim)
        for layer in (self.to_log_var, self.to_mean):
            layer.build((None, 256))
        self.decoder = keras.Sequential([
            keras.Input((latent_dim,)), layers.Dense(256, activation="relu"), layers.Dense(256, activation="relu"), layers.Dense(784)])

    def encode(self, x):
        self.check(x, 784, "x")
        hidden = self.hidden(x)
        return self.to_mean(hidden), self.to_log_var(hidden)

    def decode(self, z):
        self.check(z, self.latent_dim, "z")
        return self.decoder(z)

    def call(self, x):
        return self.decode(self.encode(x)[0])

    def elbo(self, x, noise):
        self.check(x, 784, "x")
        self.check(noise, self.latent_dim, "noise")
        if len(noise) != len(x):
            raise ValueError("noise must have a row for each image")
        return self.bound(x, noise)

    def bound(self, x, noise):
        hidden = self.hidden(x)
        mean, log_var = self.to_mean(hidden), self.to_log_var(hidden)
        decoded = self.decoder(mean + tf.sqrt(tf.exp(log_var)) * noise)
        kl = -0.5 * tf.reduce_sum(1 + log_var - tf.square(mean) - tf.exp(log_var), axis=1)
        return -784 / 2 * keras.losses.mean_squared_error(x, decoded) - kl

    def negative_elbo(self, x, noise):
        return -tf.reduce_mean(self.elbo(x, noise))

    def generate(self, noise):
        self.check(noise, self.latent_dim, "noise")
        return self.decode(noise)

    def check(self, t, width, name):
        if len(t.shape) != 2 or t.shape[0] == 0 or t.shape[1] != width or not tf.reduce_all(tf.math.is_finite(t)):
            raise ValueError(f"{name} is wrong")


def fit(model, x, n_epochs, batch_size=128, learning_rate=1e-3, seed=0):
    model.check(x, 784, "x")
    if n_epochs < 0 or batch_size < 1 or not learning_rate > 0:
        raise ValueError("n_epochs, batch_size or learning_rate is wrong")
    keras.utils.set_random_seed(seed)
    optimizer = keras.optimizers.Adam(float(learning_rate))
    optimizer.build(model.trainable_variables)

    @tf.function
    def step(batch):
        with tf.GradientTape() as tape:
            loss = -tf.reduce_mean(model.bound(batch, tf.random.normal((len(batch), model.latent_dim))))
        optimizer.apply(tape.gradient(loss, model.trainable_variables))
        return loss

    losses = []
    for _ in range(n_epochs):
        shuffled, total = tf.random.shuffle(x), 0.0
        for i in range(0, len(x), batch_size):
            batch = shuffled[i : i + batch_size]
            total += float(step(batch)) * len(batch)
        losses.append(total / len(x))
    return tf.constant(losses, tf.float32)
""",
}

RIGHT = [
    Variant("another_start", edits=edits(
        ("\n    def encode(self, x):", "            for p in self.parameters():\n"
         "                nn.init.kaiming_normal_(p) if p.ndim > 1 else nn.init.uniform_(p, -0.05, 0.05)\n\n    def encode(self, x):"),
        ("from keras import layers\n", "from keras import layers as library\n\n\nclass layers:\n    @staticmethod\n"
         "    def Dense(width, activation=None):\n        return library.Dense(width, activation, True, 'he_normal', keras.initializers.RandomUniform(-0.05, 0.05))\n"))),
    Variant("error_in_float64", edits={
        "torch": [(LIKELIHOOD["torch"], "-0.5 * ((x.double() - reconstruction.double()) ** 2).sum(dim=-1)"),
                  ("return log_likelihood - kl", "return (log_likelihood - kl).float()")],
        "tensorflow": [(LIKELIHOOD["tensorflow"], "-0.5 * tf.reduce_sum(tf.cast(x - reconstruction, tf.float64) ** 2, axis=-1)"),
                       ("return log_likelihood - kl", "return tf.cast(log_likelihood, tf.float32) - kl")]}),
    Variant("density_of_the_library", edits=edits(
        ("    log_likelihood = " + LIKELIHOOD["torch"],
         "    density = torch.distributions.Normal(reconstruction, 1.0).log_prob(x)\n"
         "    log_likelihood = (density + 0.9189385332046727).sum(dim=-1)"),
        ("    log_likelihood = " + LIKELIHOOD["tensorflow"],
         "    log_likelihood = -tf.reduce_sum(tf.math.squared_difference(x, reconstruction) / 2, axis=-1)"))),
    Variant("decoder_made_first", edits={
        "torch": [("            self.encoder = nn.", "            encoder = nn."),
                  ("\n    def encode(self, x):", "            self.encoder = encoder\n\n    def encode(self, x):")],
        "tensorflow": [("            self.encoder = keras.", "            encoder = keras."),
                       ("\n    def encode(self, x):", "            self.encoder = encoder\n\n    def encode(self, x):")]}),
    Variant("written_by_a_student", instead=STUDENT),
]  # fmt: skip
