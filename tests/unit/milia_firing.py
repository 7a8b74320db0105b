"""Answers on which each rule of the milia protocol fires, and answers close by on which it does not."""

# Fires on the typical patient with the answers before the bar, and not with those after it. "?" takes an answer away.
FIRES = """
RF-01 symptoms=bleeding | symptoms=itch
RF-01 symptoms=none,crust_or_ulcer | symptoms=none
RF-02 symptoms=growing_fast | symptoms=itch
RF-02 symptoms=colour_change | symptoms=pain
RF-03 symptoms=pain | symptoms=itch
RF-03 symptoms=discharge | symptoms=bleeding
RF-04 surface=central_dip | surface=flat_topped
RF-05 surface=rough_warty | surface=smooth_dome
RF-05 surface=flat_topped | surface=flat_patch
RF-05 surface=dark_open_pore | surface=central_dip
RF-06 surface=flat_patch | surface=flat_topped
RF-07 colour=skin_coloured | colour=yellowish
RF-07 colour=pink_red | colour=white_pearly
RF-07 colour=brown_black | colour=?
RF-07 colour=translucent | colour=yellowish
RF-07 colour=mixed | colour=yellowish
RF-08 size_mm=5_plus | size_mm=3_4
RF-09 area=eyelid_margin | area=eyelid_skin
RF-09 symptoms=lash_loss | area=under_eye
RF-10 pattern=plaque | pattern=cluster
RF-11 onset=sudden_crop count=21_plus | onset=sudden_crop count=6_20
RF-11 onset=sudden_crop immune_status=suppressed | immune_status=suppressed count=21_plus
RF-12 blistering_history=yes | blistering_history=?
RF-13 skin_cancer_history=yes | skin_cancer_history=?
RF-14 age_years=60 count=1 duration=3_12m | age_years=60 count=1 duration=over_1y
RF-14 age_years=80 count=1 duration=under_1m | age_years=59 count=1
RF-15 family_history_bumps=yes count=6_20 | family_history_bumps=yes
RF-15 family_history_bumps=yes count=21_plus | count=21_plus
RF-16 area=genital | area=genital age_years=0.9
RF-16 area=mouth age_years=1 | area=chin_jaw
RF-17 infant_unwell=yes age_years=0.1 | infant_unwell=no age_years=0.1
RF-18 onset=after_new_medicine | onset=after_heavy_cream
RF-19 duration=since_birth age_years=2 | duration=since_birth age_years=1.9
RF-20 exam=other_diagnosis | exam=confirmed_milia
NT-01 age_years=0.99 | age_years=1
NT-02 wants_treatment=no | wants_treatment=unsure
NT-03 onset=after_injury duration=1_3m | onset=after_injury duration=3_12m
NT-03 onset=after_procedure duration=under_1m | onset=after_blister_or_rash duration=under_1m
NT-04 age_years=1 duration=under_1m | age_years=12 duration=under_1m
NT-04 age_years=11.9 duration=1_3m | age_years=0.9 duration=1_3m
NT-05 onset=after_steroid_cream duration=under_1m | onset=after_steroid_cream
NT-06 pregnancy=yes | pregnancy=planning
NT-06 pregnancy=possible | pregnancy=?
EX-01 active_infection_area=yes | active_infection_area=?
EX-02 skin_condition_area=sunburnt | skin_condition_area=rosacea
EX-02 skin_condition_area=rosacea,open_or_broken_skin | skin_condition_area=active_acne
EX-03 skin_condition_area=eczema_or_dermatitis | skin_condition_area=psoriasis
EX-04 pregnancy=yes | pregnancy=planning
EX-04 pregnancy=possible | pregnancy=no
EX-05 pregnancy=planning | pregnancy=possible
EX-06 isotretinoin=current | isotretinoin=stopped isotretinoin_months=0
EX-07 isotretinoin=stopped isotretinoin_months=5 | isotretinoin=stopped isotretinoin_months=6
EX-08 herpes_history=active_now | herpes_history=frequent
EX-09 keloid_history=yes | keloid_history=no
EX-10 area=eyelid_skin | area=temple
EX-10 area=under_eye | area=brow_scalp_beard
EX-10 area=eyelid_margin | area=cheek
EX-11 area=eyelid_margin | area=under_eye
EX-11 area=eyelid_skin | area=brow_scalp_beard
EX-12 area=eyelid_margin | area=eyelid_skin
EX-13 cold_condition=cold_urticaria | cold_condition=none
EX-13 cold_condition=raynaud area=cheek | cold_condition=?
EX-13 cold_condition=cryoglobulinaemia | cold_condition=none
EX-13 cold_condition=blood_protein_disorder | cold_condition=none
EX-13 cold_condition=bad_reaction_to_freezing | cold_condition=none
EX-14 allergy_retinoid=yes | allergy_peel_acid=yes
EX-15 allergy_peel_acid=yes | allergy_salicylate=yes
EX-16 tan_recent=yes_last_4_weeks | tan_recent=no
EX-17 tan_recent=yes_last_4_weeks skin_type=IV | tan_recent=yes_last_4_weeks skin_type=III
EX-17 tan_recent=yes_last_4_weeks skin_type=VI | skin_type=VI
EX-18 recent_procedure_area=wax_last_7_days | recent_procedure_area=resurfacing_last_4_weeks
EX-19 recent_procedure_area=resurfacing_last_4_weeks | recent_procedure_area=wax_last_7_days
EX-20 recent_procedure_area=facial_surgery_last_6_months | recent_procedure_area=filler_or_toxin_last_2_weeks
EX-21 area_healing_risk=radiotherapy_or_burn_scar | area_healing_risk=none
EX-22 autoimmune_skin=lupus | autoimmune_skin=other
EX-22 autoimmune_skin=scleroderma | autoimmune_skin=none
EX-23 skin_condition_area=psoriasis | skin_condition_area=eczema_or_dermatitis
EX-23 skin_condition_area=vitiligo | skin_condition_area=rosacea
EX-23 skin_condition_area=lichen_planus | skin_condition_area=active_acne
EX-24 immune_status=suppressed | diabetes=well_controlled
EX-24 diabetes=poorly_controlled | immune_status=normal
EX-25 age_years=11.99 | age_years=12
EX-26 age_years=17.99 | age_years=18
EX-27 age_years=3.99 | age_years=4
EX-28 can_keep_still=no area=under_eye age_years=8 | can_keep_still=no area=cheek age_years=8
EX-28 can_keep_still=no area=eyelid_skin visit_for=dependent_adult | area=eyelid_skin
EX-29 sun_avoidance=no | sun_avoidance=?
EX-30 blistering_history=yes | blistering_history=no
EX-31 area=mouth | area=chin_jaw
EX-31 area=genital | area=other
CA-01 pregnancy=possible | pregnancy=planning
CA-02 pregnancy=planning | pregnancy=yes
CA-03 breastfeeding=? | breastfeeding=no
CA-03 breastfeeding=yes | sex=male breastfeeding=?
CA-04 isotretinoin=current | isotretinoin=never
CA-04 isotretinoin=? | isotretinoin=stopped isotretinoin_months=6
CA-04 isotretinoin=stopped isotretinoin_months=5 | isotretinoin=? age_years=11
CA-04 isotretinoin=stopped | isotretinoin=stopped isotretinoin_months=600
CA-04 isotretinoin=never isotretinoin_months=3 | isotretinoin=never
CA-05 photosensitiser=yes | photosensitiser=?
CA-06 skin_type=IV | skin_type=III
CA-07 pih_history=yes | pih_history=no
CA-08 keloid_history=yes | keloid_history=no
CA-09 herpes_history=past | herpes_history=never
CA-09 herpes_history=frequent | herpes_history=active_now
CA-10 herpes_history=active_now | herpes_history=frequent
CA-11 skin_condition_area=rosacea | skin_condition_area=active_acne
CA-12 skin_condition_area=eczema_or_dermatitis | skin_condition_area=rosacea
CA-13 blood_thinner=aspirin_or_antiplatelet | blood_thinner=?
CA-13 bleeding_disorder=yes | blood_thinner=none
CA-14 allergy_salicylate=yes | allergy_peel_acid=yes
CA-15 allergy_local_anaesthetic=yes | allergy_salicylate=yes
CA-16 immune_status=suppressed | immune_status=normal
CA-16 diabetes=well_controlled | diabetes=no
CA-17 area=under_eye | area=temple
CA-18 area=under_eye | area=eyelid_skin
CA-19 age_years=17 | age_years=18
CA-20 retinoid_use_now=otc_retinol | retinoid_use_now=none
CA-21 recent_procedure_area=wax_last_7_days | recent_procedure_area=filler_or_toxin_last_2_weeks
CA-22 tan_recent=yes_last_4_weeks | tan_recent=no
CA-23 smoker=yes | smoker=?
CA-24 implanted_device=other_electronic | implanted_device=none
CA-25 area=behind_ear | area=ear
CA-25 area=temple | area=forehead
CA-26 area=brow_scalp_beard | area=forehead
CA-27 onset=after_heavy_cream | onset=after_new_medicine
CA-28 sun_avoidance=no | sun_avoidance=yes
CA-29 autoimmune_skin=scleroderma | autoimmune_skin=other
CA-30 area_healing_risk=radiotherapy_or_burn_scar | area_healing_risk=none
CA-31 skin_condition_area=vitiligo | skin_condition_area=rosacea
CA-32 previous_treatment=self_squeezed | previous_treatment=home_products
CA-33 onset=after_injury | onset=after_blister_or_rash
CA-34 downtime_ok=none | downtime_ok=few_days
CA-35 duration=1_3m age_years=12 | duration=1_3m age_years=11
CA-36 can_keep_still=no age_years=5 | can_keep_still=yes age_years=5
CA-37 age_years=0.5 | age_years=0.49
CA-37 age_years=0.99 | age_years=1
CA-38 onset=after_new_medicine | onset=sudden_crop
CA-39 recent_procedure_area=filler_or_toxin_last_2_weeks | recent_procedure_area=wax_last_7_days
CA-40 blistering_history=yes | blistering_history=no
IN-E1 count=1 | count=6_20
IN-E1 count=2_5 | count=?
IN-E2 count=6_20 | count=21_plus
IN-E3 count=21_plus | count=6_20
IN-E4 area=eyelid_skin | area=temple
IN-E5 depth=superficial | depth=deep
IN-E6 depth=deep | depth=?
IN-E7 size_mm=under_1 | size_mm=3_4
IN-E8 size_mm=3_4 | size_mm=1_2
IN-E9 previous_treatment=extraction_failed | previous_treatment=extraction_ok
IN-E10 recurrence=new_ones_keep_coming | recurrence=came_back_after_removal
IN-E11 priority=prevention | priority=quick
IN-E12 priority=quick | priority=no_preference
IN-E13 downtime_ok=none | downtime_ok=few_days
IN-E14 spread=wide count=6_20 | spread=wide count=2_5
IN-P1 count=21_plus | count=6_20
IN-P2 count=6_20 | count=2_5
IN-P3 count=2_5 | count=6_20
IN-P4 spread=wide count=21_plus | spread=one_zone count=21_plus
IN-P5 recurrence=new_ones_keep_coming | recurrence=first_time
IN-P6 size_mm=3_4 | size_mm=1_2
IN-P7 depth=deep | depth=superficial
IN-P8 priority=texture_tone | priority=prevention
IN-P9 previous_treatment=peel_failed | previous_treatment=laser_failed
IN-P10 downtime_ok=none | downtime_ok=one_week_plus
IN-P11 pattern=plaque | pattern=line
IN-R1 recurrence=new_ones_keep_coming | recurrence=came_back_after_removal
IN-R2 recurrence=came_back_after_removal | recurrence=new_ones_keep_coming
IN-R3 count=21_plus | count=6_20
IN-R4 count=6_20 | count=21_plus
IN-R5 count=2_5 | count=1
IN-R6 count=1 | count=2_5
IN-R7 priority=prevention | priority=texture_tone
IN-R8 priority=quick | priority=no_preference
IN-R9 priority=texture_tone | priority=prevention
IN-R10 pattern=plaque | pattern=cluster
IN-R11 depth=deep | depth=superficial
IN-R12 size_mm=3_4 | size_mm=under_1
IN-R13 previous_treatment=retinoid_failed | previous_treatment=peel_failed
IN-C1 size_mm=3_4 | size_mm=1_2
IN-C2 size_mm=1_2 | size_mm=1_2 previous_treatment=laser_failed
IN-C2 size_mm=under_1 previous_treatment=extraction_ok,home_products | size_mm=3_4
IN-C3 duration=over_1y | duration=since_birth
IN-C4 previous_treatment=laser_failed | previous_treatment=cryo_failed
IN-C4 previous_treatment=extraction_failed | previous_treatment=extraction_ok
IN-C5 count=1 | count=6_20
IN-C6 count=6_20 | count=2_5
IN-C7 count=21_plus | count=6_20
IN-C8 previous_treatment=cryo_failed | previous_treatment=peel_failed
IN-C9 pattern=plaque | pattern=cluster
IN-C10 skin_type=IV | skin_type=V
IN-C11 skin_type=V | skin_type=IV
IN-C12 downtime_ok=none | downtime_ok=few_days
IN-L1 depth=deep | depth=superficial
IN-L2 previous_treatment=extraction_failed,cryo_failed | previous_treatment=extraction_failed,laser_failed
IN-L3 previous_treatment=peel_failed,laser_failed | previous_treatment=peel_failed,retinoid_failed
IN-L3 previous_treatment=extraction_ok,cryo_failed | previous_treatment=laser_failed
IN-L4 pattern=cluster | pattern=scattered
IN-L5 count=21_plus | count=6_20
IN-L6 pattern=plaque | pattern=cluster
IN-L7 previous_treatment=none | previous_treatment=extraction_ok
IN-L7 previous_treatment=home_products,self_squeezed | previous_treatment=laser_failed
IN-L8 downtime_ok=none | downtime_ok=few_days
IN-L9 previous_treatment=laser_failed | previous_treatment=cryo_failed
IN-L10 skin_type=IV | skin_type=III
IN-L11 skin_type=VI | skin_type=IV
IN-X1 onset=after_procedure | onset=after_injury
IN-X2 onset=after_procedure | onset=after_injury
IN-X3 onset=after_procedure | onset=after_injury
AD-01 recurrence=came_back_after_removal | recurrence=first_time
AD-01 recurrence=new_ones_keep_coming | recurrence=?
"""
