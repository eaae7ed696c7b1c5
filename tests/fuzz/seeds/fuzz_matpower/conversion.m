function mpc = feeder
%{
A feeder in ohms and kVA, as published cases are.
%}
mpc.version = '2';
mpc.baseMVA = 10;
mpc.bus = [ %% Pd in kVA
	1	3	0	0	0	0	1	1	0	12.5	1	1	1;
	2	1	75	0	0	0	1	1	0	12.5	1	1.1	0.9
	9	4	10, 0, 0, 0.5, 1, 1, 0 ...
		12.5	1	Inf	-Inf;
];
mpc.gen = [1	0	0	Inf	-10	1.02	100	1	100	0];
mpc.branch = [
	1	2	0.0577	0.0409	0	0	0	0	0	0	1;
	2	9	0	0	1d-3	0	0	0	0	0	1;
	1	2	0.01	-0.2	0	5	0	0	0.98	30	0;
];
mpc.bus_name = {'in'; "out"; 'it''s'};
mpc.gencost = [2	0	0	3	0	20	0];

[PQ, PV, REF, NONE, BUS_I, BUS_TYPE, PD, QD, GS, BS, BUS_AREA, VM, ...
    VA, BASE_KV, ZONE, VMAX, VMIN, LAM_P, LAM_Q, MU_VMAX, MU_VMIN] = idx_bus;
[F_BUS, T_BUS, BR_R, BR_X, BR_B] = idx_brch;
Vbase = mpc.bus(1, BASE_KV) * 1e3;
Sbase = mpc.baseMVA * 1e6;
mpc.branch(:, [BR_R BR_X]) = mpc.branch(:, [BR_R BR_X]) / (Vbase^2 / Sbase);
mpc.bus(:, [PD, QD]) = mpc.bus(:, [PD, QD]) / 1e3;
pf = 0.85;
mpc.bus(:, QD) = mpc.bus(:, PD) * sin(acos(pf));
mpc.bus(:, PD) = mpc.bus(:, PD) * pf;
